import {randomBytes} from 'node:crypto'
import {Failure} from '../failure.ts'
import {hostname} from '../shapes/container.ts'
import type {Attachment, ContainerRecord, MacState, NetworkRecord} from '../state.ts'

/** A new IPv4 for every start: addresses go round, so that one that was given up comes back last. */
export function attach(state: MacState, container: ContainerRecord): Attachment[] {
  return container.networks.map(({network, mtu, macAddress}, i) => {
    const record = state.networks[network]
    if (record === undefined) throw new Failure('internalError', `failed to get plugin configuration for network ${network}`)
    const given = next(record, taken(state, network))
    state.networks[network] = {...record, lastGiven: given}
    const hardware = macAddress ?? randomMac()
    return {
      network,
      hostname: hostname(container.id, i),
      ipv4Address: `${address(record.ipv4Subnet, given)}/${record.ipv4Subnet.split('/')[1]}`,
      ipv4Gateway: record.ipv4Gateway,
      macAddress: hardware,
      mtu,
      ...(record.ipv6Subnet === undefined ? {} : {ipv6Address: `${eui64(record.ipv6Subnet, hardware)}/64`}),
    }
  })
}

function next({lastGiven, ipv4Subnet}: NetworkRecord, used: ReadonlySet<string>): number {
  const last = 2 ** (32 - Number(ipv4Subnet.split('/')[1])) - 2
  for (let step = 1; step < last; step++) {
    const offset = 2 + ((lastGiven - 2 + step) % (last - 1))
    if (!used.has(address(ipv4Subnet, offset))) return offset
  }
  throw new Failure('internalError', 'no free addresses')
}

function taken(state: MacState, network: string): Set<string> {
  const live = Object.values(state.containers).filter(({state: phase, busy}) => phase !== 'stopped' || busy?.with === 'starting')
  return new Set(live.flatMap(({attachments}) => attachments.filter((found) => found.network === network).map(({ipv4Address}) => ipv4Address.split('/')[0] as string)))
}

export function address(subnet: string, offset: number): string {
  const base = (subnet.split('/')[0] as string).split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  return [24, 16, 8, 0].map((shift) => Math.floor((base + offset) / 2 ** shift) % 256).join('.')
}

function randomMac(): string {
  const bytes = randomBytes(6)
  bytes[0] = 0xf2 | ((bytes[0] as number) & 0x0c)
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':')
}

/** What the guest gives itself after a router advertisement. */
function eui64(subnet: string, mac: string): string {
  const [a, b, c, d, e, f] = mac.split(':').map((part) => parseInt(part, 16)) as [number, number, number, number, number, number]
  const groups = [[a ^ 2, b], [c, 0xff], [0xfe, d], [e, f]].map(([high, low]) => (((high as number) << 8) | (low as number)).toString(16))
  return `${subnet.split('::')[0]}:${groups.join(':')}`
}
