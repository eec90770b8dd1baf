import type {Place} from '../place.js'

/** Rules of iptables that throw packets away, with how many they have; not every node has the program. */
const DROPS = `iptables-save --counters 2> /dev/null | grep -E -- '-j (DROP|REJECT)' || true`
/** The way to an address, and neighbours that do not answer. */
const ROUTES = `ip -4 route get "$1" 2>&1 | head -n 1; ip -4 neigh show nud failed`

/** What rules of a node have thrown away so far, by rule. */
export type Drops = ReadonlyMap<string, number>

export async function dropsOf(node: Place): Promise<Drops> {
  const {stdout} = await node.exec(['sh', '-c', DROPS], {allowFailure: true, timeoutSeconds: 20})
  return readDrops(stdout)
}

/** As `iptables-save --counters` prints rules. Pure. */
export function readDrops(text: string): Drops {
  return new Map([...text.matchAll(/^\[(\d+):\d+\] (.*)$/gm)].map(([, packets, rule]) => [rule!, Number(packets)]))
}

/** Rules that have thrown something away in between. Pure. */
export function dropped(node: Place, before: Drops, after: Drops): string[] {
  return [...after].flatMap(([rule, packets]) => {
    const more = packets - (before.get(rule) ?? 0)
    return more > 0 ? [`meanwhile a rule of ${node.name} threw away ${more} ${more === 1 ? 'packet' : 'packets'}: ${rule}`] : []
  })
}

/** What a node knows of the way to an address. */
export async function routesOf(node: Place, address: string): Promise<string[]> {
  const {stdout} = await node.exec(['sh', '-c', ROUTES, 'sh', address], {allowFailure: true, timeoutSeconds: 20})
  const [route = '', ...failed] = stdout.split('\n').map((line) => line.trim()).filter(Boolean)
  return [...(route === '' ? [] : [`the way of ${node.name}: ${route}`]), ...failed.map((line) => `no such neighbour of ${node.name}: ${line}`)]
}
