import type {ClusterContext} from 'kina/plugin'
import type {CiliumOptions} from './options.js'

/** Name of both objects. */
const NAME = 'kina'
/** How long Cilium's operator may take to define what these objects are, in seconds: it has to be pulled and started before. */
const DEFINED_WITHIN = 240

/** Addresses for services of type LoadBalancer, and who answers for them; nothing without the options. */
export async function applyPool({kubectl}: ClusterContext, {loadBalancerCidrs, l2Announcements = false}: CiliumOptions): Promise<void> {
  if (loadBalancerCidrs === undefined) return
  const kinds = ['ciliumloadbalancerippools', ...(l2Announcements ? ['ciliuml2announcementpolicies'] : [])]
  const within = `--timeout=${DEFINED_WITHIN}s`
  for (const kind of kinds) {
    const crd = `customresourcedefinition/${kind}.cilium.io`
    await kubectl(['wait', '--for=create', crd, within])
    await kubectl(['wait', '--for=condition=Established', crd, within])
  }
  const apply = ['apply', '--server-side', '--force-conflicts', '--field-manager=kina-cni-cilium', '--filename', '-']
  await kubectl(apply, {stdin: JSON.stringify({apiVersion: 'v1', kind: 'List', items: [pool(loadBalancerCidrs), ...(l2Announcements ? [announcement] : [])]})})
}

function pool(cidrs: readonly string[]): object {
  return {apiVersion: 'cilium.io/v2', kind: 'CiliumLoadBalancerIPPool', metadata: {name: NAME}, spec: {blocks: cidrs.map((cidr) => ({cidr}))}}
}

/** By every node, for every service that has such an address. */
const announcement = {apiVersion: 'cilium.io/v2alpha1', kind: 'CiliumL2AnnouncementPolicy', metadata: {name: NAME}, spec: {loadBalancerIPs: true}}
