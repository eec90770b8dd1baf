import {isIPv4} from 'node:net'

/** An IPv4 network: its first address as an unsigned 32-bit number, and the length of its prefix. */
export interface Cidr {
  readonly base: number
  readonly prefix: number
}

/** Prefix of one node's part of the pods' CIDR: 254 pods, more than twice what a kubelet runs by default. */
export const NODE_POD_PREFIX = 24

/** Reads `10.244.0.0/16`; null when it is not an IPv4 CIDR. Bits after the prefix are cleared, as Go's `net.ParseCIDR` does. */
export function parseCidr(text: string): Cidr | null {
  const [address = '', length = '', ...rest] = text.split('/')
  const prefix = /^(0|[1-9]\d?)$/.test(length) ? Number(length) : 33
  if (rest.length > 0 || prefix > 32 || !isIPv4(address)) return null
  const value = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
  return {base: value - (value % size(prefix)), prefix}
}

/** The canonical text, such as `10.244.0.0/16`. */
export function formatCidr({base, prefix}: Cidr): string {
  return `${formatAddress(base)}/${prefix}`
}

/** Whether any address is in both. Two prefixes overlap only when one holds the other. */
export function cidrsOverlap(a: Cidr, b: Cidr): boolean {
  return a.base < b.base + size(b.prefix) && b.base < a.base + size(a.prefix)
}

/** How many networks of this prefix fit; 0 when `prefix` is the shorter one. */
export function subnetCount(cidr: Cidr, prefix: number): number {
  return prefix < cidr.prefix ? 0 : 2 ** (prefix - cidr.prefix)
}

/** The part of that prefix with this number, from 0. Throws a RangeError when there is none. */
export function nthSubnet(cidr: Cidr, prefix: number, index: number): Cidr {
  if (!Number.isInteger(index) || index < 0 || index >= subnetCount(cidr, prefix)) {
    throw new RangeError(`${formatCidr(cidr)} has no /${prefix} network number ${index}`)
  }
  return {base: cidr.base + index * size(prefix), prefix}
}

/** The pods' CIDR of a node by its place in the plan, from 0. Both are CIDR texts; throws a RangeError when the CIDR is used up. */
export function nodePodCidr(podCidr: string, index: number): string {
  const cidr = parseCidr(podCidr)
  if (cidr === null) throw new RangeError(`${podCidr} is not an IPv4 CIDR`)
  return formatCidr(nthSubnet(cidr, NODE_POD_PREFIX, index))
}

/** Plain arithmetic rather than bit operators: those are signed in JavaScript, and 2^32 does not fit. */
function size(prefix: number): number {
  return 2 ** (32 - prefix)
}

function formatAddress(value: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(value / 2 ** shift) % 256).join('.')
}
