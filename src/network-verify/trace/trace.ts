import {ask} from '../ask.js'
import {hear} from '../hear.js'
import type {Net} from '../net.js'
import type {Place} from '../place.js'
import {listenArgv} from '../programs.js'
import {endsOf, type End} from './ends.js'
import {dropped, dropsOf, routesOf} from './evidence.js'
import type {Flow} from './flow.js'
import {judge, type Hop} from './judge.js'
import {listenDuring} from './listen.js'

export interface Traced {
  /** Where it is lost, in words. */
  readonly hop: string
  /** What was seen there, one line each. */
  readonly evidence: readonly string[]
}

/** How long it is asked again while others listen, in seconds. */
const ASKED_FOR = 3

/** Asks once more while everybody on the way listens, and says where it is lost. */
export async function trace(net: Net, flow: Flow): Promise<Traced> {
  const ends = await endsOf(net, flow)
  const ways = ends.map((end) => wayOf(net, flow, end))
  const places = unique(ways.flat())
  const nodes = places.filter(({kind}) => kind === 'node')
  const sources = unique([flow.from, ...nodes].filter((place) => place !== null))
  const [addresses, before] = await Promise.all([Promise.all(sources.map(addressesOf)), Promise.all(nodes.map(dropsOf))])
  const destinations = [...new Set([flow.address, ...ends.map(({ip}) => ip)])]
  // What this machine is called there is not known before: a node sees it come, and any address of it will do.
  const outside = flow.from === null && net.outside.host !== null ? [net.outside.host] : []
  const pairs = [...new Set([...addresses.flat(), ...outside])].flatMap((source) => destinations.filter((destination) => destination !== source).map((destination) => [source, destination] as const))
  const sightings = await listenDuring(places, listenArgv(flow.protocol, flow.ports, pairs), () => again(flow))
  const after = await Promise.all(nodes.map(dropsOf))
  const hops = ways.map((way, i) => judge(way, sightings, {asked: flow.address, begins: flow.from !== null, ends: ends[i]!.place !== null}))
  // With several servers any of them is good; the one that was got nearest to tells most.
  const hop = hops.reduce<Hop | null>((best, found) => (best === null || found === null ? null : found.far > best.far ? found : best), hops[0] ?? null)
  const drops = nodes.flatMap((node, i) => dropped(node, before[i]!, after[i]!))
  if (hop === null) return {hop: 'packets and answers were seen on the whole way when it was asked again', evidence: drops}
  const node = net.nodes.find(({name}) => name === hop.at.node)
  return {hop: hop.words, evidence: [...drops, ...(node ? await routesOf(node, (hop.back ? flow.from?.ip : ends[0]?.ip) ?? flow.address) : [])]}
}

/** The client, its node, the node that was asked, the server's node, the server: each once. */
function wayOf({nodes}: Net, {from, through}: Flow, {place, node}: End): Place[] {
  const nodeOf = (name: string | null | undefined) => nodes.find((candidate) => candidate.name === name)
  const way = [from, nodeOf(from?.node), through, nodeOf(node), place].filter((step): step is Place => step !== null && step !== undefined)
  return way.filter((step, i) => i === 0 || step.name !== way[i - 1]!.name)
}

function unique(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [place.name, place])).values()]
}

/** A node has several, and sends from any of them. */
async function addressesOf(place: Place): Promise<string[]> {
  if (place.kind === 'pod') return [place.ip]
  const {stdout} = await place.exec(['ip', '-4', '-oneline', 'address', 'show', 'scope', 'global'], {allowFailure: true})
  return [...new Set([place.ip, ...[...stdout.matchAll(/ inet (\d+\.\d+\.\d+\.\d+)/g)].map(([, address]) => address!)])]
}

async function again({from, address, ports, question}: Flow): Promise<unknown> {
  return from === null ? hear(address, ports[0] ?? 80) : ask(from, [question], ASKED_FOR)
}
