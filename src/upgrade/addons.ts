import {persist, type Asked} from './persist.js'

/** kubeadm's addons, by the part of its configuration that is about each, and the object that is there when the cluster has it. */
const ADDONS = {dns: ['deployment', 'coredns'], proxy: ['daemonset', 'kube-proxy']} as const
export type Addon = keyof typeof ADDONS

/** Those that the cluster has: a CNI may do the work of kube-proxy. */
export async function addonsThere(api: Asked): Promise<Addon[]> {
  const names = Object.keys(ADDONS) as Addon[]
  const found = await Promise.all(names.map((addon) => persist(api, ['--namespace', 'kube-system', 'get', ...ADDONS[addon], '--ignore-not-found', '--output', 'name'])))
  return names.filter((_, i) => found[i] !== '')
}
