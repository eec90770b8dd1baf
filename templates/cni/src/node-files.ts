import {readFile} from 'node:fs/promises'
import type {ClusterPlan, NodePlan} from 'kina/plugin'

export interface NodeFile {
  readonly path: string
  /** Octal, as `install -m` takes it. */
  readonly mode: string
  readonly text: string
}

export const UNIT = 'kina-__NAME__.service'

/** All that one node gets. The same plan gives the same files. */
export async function nodeFiles(planned: NodePlan, plan: ClusterPlan): Promise<NodeFile[]> {
  return [
    {path: '/usr/local/bin/kina-__NAME__', mode: '0755', text: await shipped('routes.sh')},
    {path: `/etc/systemd/system/${UNIT}`, mode: '0644', text: await shipped('kina.service')},
    {path: '/etc/kina-__NAME__/masquerade.nft', mode: '0644', text: masquerading(plan.network.podCidrs)},
    {path: '/etc/kina-__NAME__/routes', mode: '0644', text: routes(planned, plan)},
    {path: '/etc/cni/net.d/10-kina-__NAME__.conflist', mode: '0644', text: conflist(planned.podCidr, plan.cniOptions['mtu'] ?? 1500)},
  ]
}

/** Nodes that run pods: a load balancer has no kubelet. */
export function podNodes({nodes}: ClusterPlan): NodePlan[] {
  return nodes.filter(({role}) => role !== 'load-balancer')
}

/** The other nodes, whose pods this one needs a route to. */
export function peersOf(planned: NodePlan, plan: ClusterPlan): NodePlan[] {
  return podNodes(plan).filter(({name}) => name !== planned.name)
}

/** How a pod is linked to its node: plugins that every node has in /opt/cni/bin. */
function conflist(podCidr: string, mtu: unknown): string {
  const ipam = {
    type: 'host-local',
    // Gone when the node restarts, as its pods are; elsewhere their addresses would stay taken.
    dataDir: '/run/kina-__NAME__',
    ranges: [[{subnet: podCidr}]],
    routes: [{dst: '0.0.0.0/0'}],
  }
  const plugins = [{type: 'ptp', mtu, ipam}, {type: 'portmap', capabilities: {portMappings: true}}]
  return `${JSON.stringify({cniVersion: '1.0.0', name: 'kina-__NAME__', plugins}, null, 2)}\n`
}

/** Lines of `CIDR NODE` for the pods of another node; `CIDR` alone for all pods of the cluster. */
function routes(planned: NodePlan, plan: ClusterPlan): string {
  const lines = [...plan.network.podCidrs, ...peersOf(planned, plan).map(({podCidr, name}) => `${podCidr} ${name}`)]
  return `${lines.join('\n')}\n`
}

/** What pods send out of the cluster leaves with the node's address; between pods addresses stay. The first two lines make it repeatable. */
function masquerading(podCidrs: readonly string[]): string {
  const pods = `{ ${podCidrs.join(', ')} }`
  return `table ip kina-__NAME__
delete table ip kina-__NAME__
table ip kina-__NAME__ {
  chain postrouting {
    type nat hook postrouting priority srcnat
    ip saddr ${pods} ip daddr != ${pods} masquerade
  }
}
`
}

/** A file of the package's folder `node/`. */
function shipped(name: string): Promise<string> {
  return readFile(new URL(`../node/${name}`, import.meta.url), 'utf8')
}
