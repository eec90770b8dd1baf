import {parse, stringify} from 'yaml'
import type {Node} from '../contract/index.js'
import {API_PORT} from '../kubeadm/documents.js'
import {kubernetesFacts} from '../plan/kubernetes-versions.js'
import {controlPlanes} from '../plan/roles.js'
import {addonsThere, type Addon} from './addons.js'
import {persist, type Asked} from './persist.js'

const SYSTEM = ['--namespace', 'kube-system'] as const

/** What kubeadm reads in the cluster and what has to be right before it does: addresses of now, and what a newer kubelet has to be told. */
export async function prepareCluster(api: Asked, nodes: readonly Node[], version: string): Promise<void> {
  await Promise.all(controlPlanes(nodes).map((node) => nameAddress(api, node)))
  await allowCgroupV1(api, version)
  await ownAddons(api)
}

/** A kubeadm that was told to skip its addons when the cluster was made has written down that there are none; newer ones then leave them as they are. */
async function ownAddons(api: Asked): Promise<void> {
  const text = await persist(api, [...SYSTEM, 'get', 'configmap', 'kubeadm-config', '--output', 'jsonpath={.data.ClusterConfiguration}'])
  const configuration = withAddons(text, await addonsThere(api))
  if (configuration !== null) await persist(api, [...SYSTEM, 'patch', 'configmap', 'kubeadm-config', '--type=merge', '--patch', JSON.stringify({data: {ClusterConfiguration: configuration}})])
}

/** kubeadm's ClusterConfiguration with these addons; null when it is not told to leave any of them alone. Pure. */
export function withAddons(text: string, addons: readonly Addon[]): string | null {
  const configuration = parse(text) as Partial<Record<Addon, {disabled?: boolean}>>
  const left = addons.filter((addon) => configuration[addon]?.disabled === true)
  if (left.length === 0) return null
  const own = left.map((addon) => {
    const {disabled, ...rest} = configuration[addon]!
    return [addon, rest] as const
  })
  return stringify({...configuration, ...Object.fromEntries(own)})
}

/**
 * kubeadm writes an API server's address of the moment into an annotation of its pod, and reads it there at an upgrade. A node may have come back
 * with another one since; nothing else of the cluster bears it.
 */
async function nameAddress(api: Asked, node: Node): Promise<void> {
  const [address] = await node.addresses()
  const annotation = `kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint=${address}:${API_PORT}`
  await persist(api, [...SYSTEM, 'annotate', 'pod', `kube-apiserver-${node.name}`, annotation, '--overwrite'])
}

/** In the configuration that all kubelets get from kubeadm, where the version knows it and nobody has said otherwise. */
async function allowCgroupV1(api: Asked, version: string): Promise<void> {
  if (!kubernetesFacts(version).failCgroupV1Field) return
  const text = await persist(api, [...SYSTEM, 'get', 'configmap', 'kubelet-config', '--output', 'jsonpath={.data.kubelet}'])
  const kubelet = withCgroupV1(text)
  if (kubelet !== null) await persist(api, [...SYSTEM, 'patch', 'configmap', 'kubelet-config', '--type=merge', '--patch', JSON.stringify({data: {kubelet}})])
}

/** kubelet's configuration with leave to run on cgroup v1; null when it says something about that already. Pure. */
export function withCgroupV1(text: string): string | null {
  const configuration = parse(text) as Record<string, unknown>
  return 'failCgroupV1' in configuration ? null : stringify({...configuration, failCgroupV1: false})
}
