import type {KernelReport, NetworkPlan} from 'kina/plugin'
import {kernelNeeds} from './kernel.js'
import type {CiliumOptions} from './options.js'
import {partsOf} from './parts.js'

export interface KubeProxyDecision {
  readonly replaced: boolean
  /** Why it stays although nobody asked for that. */
  readonly note?: string
}

/**
 * Cilium takes the place of kube-proxy unless the user wants otherwise, or the kernel cannot. A feature of which nothing is known is taken
 * to be there, as in a dry run.
 *
 * @throws Error when what is asked for contradicts itself
 */
export function decideKubeProxy(network: NetworkPlan, options: CiliumOptions, {release, features}: KernelReport): KubeProxyDecision {
  const {kubeProxyReplacement, l2Announcements, ingress, gateway} = options
  if (kubeProxyReplacement === false) {
    if (network.kubeProxy === 'none') throw new Error('kubeProxyReplacement=false leaves a cluster without kube-proxy without services: choose a mode of kube-proxy, or leave out the option')
    return {replaced: false}
  }
  if (kubeProxyReplacement || network.kubeProxy === 'none' || l2Announcements || ingress || gateway) return {replaced: true}
  const anyway = new Set(kernelNeeds(partsOf(network, options, false)).map(({feature}) => feature))
  const more = kernelNeeds(partsOf(network, options, true)).filter(({feature, optional}) => !optional && !anyway.has(feature))
  const lacking = more.filter(({feature}) => features[feature]?.present === false)
  if (lacking.length === 0) return {replaced: true}
  const reasons = lacking.map(({feature, why}) => `${feature} (${why})`)
  return {replaced: false, note: `kube-proxy stays: the kernel ${release} lacks what Cilium needs to take its place: ${reasons.join(', ')}`}
}
