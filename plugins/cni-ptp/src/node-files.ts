import {readFile} from 'node:fs/promises'
import type {ClusterPlan, NodePlan} from 'kina/plugin'
import {conflist} from './conflist.js'
import type {NodeFile} from './place-files.js'

export const UNIT = 'kina-ptp.service'
export const PROGRAM = '/usr/local/bin/kina-ptp'
/** Which addresses pods have; see the conflist. */
export const ADDRESSES = '/run/kina-ptp'

/** Mirrors the node's root file system. The same from `src` and from `dist`. */
const SHIPPED = new URL('../node', import.meta.url)

/**
 * Everything ptp puts on one node.
 * @param mtu - of the pods' links, in bytes
 */
export async function nodeFiles(planned: NodePlan, plan: ClusterPlan, mtu: number): Promise<NodeFile[]> {
  return [
    await shipped(PROGRAM, '0755'),
    await shipped(`/etc/systemd/system/${UNIT}`, '0644'),
    {path: '/etc/kina/ptp.conf', mode: '0644', content: routingConfig(planned, plan)},
    {path: '/etc/cni/net.d/10-kina-ptp.conflist', mode: '0644', content: conflist(planned.podCidr, mtu)},
  ]
}

/** What {@link PROGRAM} reads: the cluster's pod CIDRs, and the other nodes by name with theirs. */
export function routingConfig(planned: NodePlan, plan: ClusterPlan): string {
  const peers = plan.nodes.filter(({name, role}) => name !== planned.name && role !== 'load-balancer')
  const lines = [...plan.network.podCidrs.map((cidr) => `pods ${cidr}`), ...peers.map(({name, podCidr}) => `peer ${podCidr} ${name}`)]
  return `${lines.join('\n')}\n`
}

async function shipped(path: string, mode: string): Promise<NodeFile> {
  return {path, mode, content: await readFile(new URL(`${SHIPPED.href}${path}`), 'utf8')}
}
