import type {NetworkInspection} from './inspection.js'
import {inspectAll, lines, type Tool} from './tool.js'

/** Below what Podman takes by itself (10.89.0.0 and up), and apart from the usual CIDRs of pods and services. */
const FIRST = [10, 80] as const
const LAST = [10, 87] as const

/** Subnets of 254 addresses that no network of the tool, and no address or route of this host, overlaps; always in the same order. */
export async function freeSubnets(tool: Tool): Promise<string[]> {
  const taken = (await Promise.all([ofNetworks(tool), ofHost(tool)])).flat().flatMap((cidr) => rangeOf(cidr) ?? [])
  return candidates().filter((cidr) => {
    const range = rangeOf(cidr)!
    return !taken.some((other) => range.first <= other.last && other.first <= range.last)
  })
}

function candidates(): string[] {
  const seconds = Array.from({length: LAST[1] - FIRST[1] + 1}, (_, i) => FIRST[1] + i)
  return seconds.flatMap((second) => Array.from({length: 256}, (_, third) => `${FIRST[0]}.${second}.${third}.0/24`))
}

async function ofNetworks(tool: Tool): Promise<string[]> {
  const {stdout} = await tool.ctx.exec(tool.cli.listNetworks())
  const networks = await inspectAll<NetworkInspection>(tool, 'network', lines(stdout))
  return networks.flatMap(({IPAM, subnets}) => [...(IPAM?.Config ?? []).map(({Subnet}) => Subnet), ...(subnets ?? []).map(({subnet}) => subnet)]).filter((cidr) => cidr !== undefined)
}

/** Where there is no `ip`, nodes run in a virtual machine, and its networks are the tool's. */
async function ofHost({ctx}: Tool): Promise<string[]> {
  const {stdout} = await ctx.exec(['ip', '-4', 'route', 'show', 'table', 'all'], {allowFailure: true}).catch(() => ({stdout: ''}))
  return routesIn(stdout)
}

/** Destinations that lead somewhere: a line begins with its type, unless it is unicast. A default route, or one to nowhere, takes nothing. Pure. */
export function routesIn(text: string): string[] {
  return lines(text).flatMap((line) => {
    const [first = '', second = ''] = line.split(/\s+/)
    if (/^\d/.test(first)) return [first]
    return first === 'local' || first === 'broadcast' ? [second] : []
  })
}

interface Range {
  readonly first: number
  readonly last: number
}

/** Null for what is no IPv4 CIDR. Pure. */
function rangeOf(cidr: string): Range | null {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(cidr)
  if (!match) return null
  const size = 2 ** (32 - Number(match[5] ?? 32))
  const address = match.slice(1, 5).reduce((sum, part) => sum * 256 + Number(part), 0)
  const first = Math.floor(address / size) * size
  return {first, last: first + size - 1}
}
