import type {KernelReport, NetworkPlan} from 'kina/plugin'
import type {CiliumOptions} from './options.js'

export interface KubeProxyDecision {
  readonly replaced: boolean
  /** Why it stays although nobody asked for that. */
  readonly note?: string
}

/** What Cilium needs of a kernel to load-balance in kube-proxy's place, as core's list calls it. */
const NEEDED = {bpf: 'BPF programs', cgroup2: 'cgroup v2', 'bpf-cgroup': 'BPF programs at sockets'} as const

/**
 * Cilium takes the place of kube-proxy unless the user wants otherwise, or the kernel cannot. A feature of which nothing is known is taken
 * to be there, as in a dry run.
 *
 * @throws Error when what is asked for contradicts itself
 */
export function decideKubeProxy({kubeProxy}: NetworkPlan, {kubeProxyReplacement, l2Announcements, ingress, gateway}: CiliumOptions, {release, features}: KernelReport): KubeProxyDecision {
  if (kubeProxyReplacement === false) {
    if (kubeProxy === 'none') throw new Error('kubeProxyReplacement=false leaves a cluster without kube-proxy without services: choose a mode of kube-proxy, or leave out the option')
    return {replaced: false}
  }
  if (kubeProxyReplacement || kubeProxy === 'none' || l2Announcements || ingress || gateway) return {replaced: true}
  const lacking = Object.entries(NEEDED).filter(([feature]) => features[feature]?.present === false)
  if (lacking.length === 0) return {replaced: true}
  return {replaced: false, note: `kube-proxy stays: to take its place, Cilium needs ${lacking.map(([, words]) => words).join(' and ')} of the kernel, and ${release} lacks that`}
}
