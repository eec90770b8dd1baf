import {readFile} from 'node:fs/promises'
import {podman} from './command.ts'

/** IPv4 subnets that this machine has a route to or that a network of Podman's will use, as `192.168.64.0/24`. */
export async function takenSubnets(): Promise<readonly string[]> {
  const [routes, networks] = await Promise.all([readFile('/proc/net/route', 'utf8').catch(() => ''), podmanSubnets()])
  return [...new Set([...routeSubnets(routes), ...networks])]
}

/** /proc/net/route has addresses as hexadecimal numbers in the machine's order of bytes; `*` in place of a link leads nowhere. Pure. */
export function routeSubnets(table: string): string[] {
  const rows = table.split('\n').slice(1).map((line) => line.split('\t'))
  return rows.flatMap(([link, destination, , , , , , mask]) => (link === '*' || !destination || !mask || Number(`0x${mask}`) === 0 ? [] : [`${dotted(destination)}/${ones(mask)}`]))
}

function dotted(hex: string): string {
  return (hex.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)).join('.')
}

function ones(hex: string): number {
  return [...BigInt(`0x${hex}`).toString(2)].filter((bit) => bit === '1').length
}

async function podmanSubnets(): Promise<string[]> {
  const text = await podman(['network', 'ls', '--format', 'json'])
  const networks = JSON.parse(text || '[]') as readonly {readonly subnets?: readonly {readonly subnet: string}[]}[]
  return networks.flatMap(({subnets = []}) => subnets.map(({subnet}) => subnet)).filter((subnet) => !subnet.includes(':'))
}
