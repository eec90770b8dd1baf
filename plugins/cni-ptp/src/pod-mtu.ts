import type {Node, Options} from 'kina/plugin'

/** What Ethernet has, for a node without a default route. */
const ETHERNET_MTU = 1500

/** Bytes that fit through pods' links and the one between nodes alike: nothing is wrapped, so it is that of the node's default link. */
export async function podMtu(node: Node, options: Options): Promise<number> {
  if (typeof options['mtu'] === 'number') return options['mtu']
  const [routes, links] = await Promise.all([list<Route>(node, ['route', 'show', 'default']), list<Link>(node, ['link', 'show'])])
  return links.find(({ifname}) => ifname === routes[0]?.dev)?.mtu ?? ETHERNET_MTU
}

interface Route {
  readonly dev: string
}

interface Link {
  readonly ifname: string
  readonly mtu: number
}

/** An empty list is printed as nothing at all by some versions of iproute2. */
async function list<T>(node: Node, args: readonly string[]): Promise<T[]> {
  const {stdout} = await node.exec(['ip', '-json', '-4', ...args])
  return JSON.parse(stdout.trim() || '[]') as T[]
}
