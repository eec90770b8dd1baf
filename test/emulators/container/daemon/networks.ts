import {randomBytes} from 'node:crypto'
import {isIPv4} from 'node:net'
import {asFailure, Failure} from '../failure.ts'
import {now} from '../shapes/dates.ts'
import type {MacState, NetworkRecord} from '../state.ts'
import {change, read, type Mac} from '../store.ts'
import {atLeast} from '../version.ts'
import {address} from './addresses.ts'
import {behind} from './behind.ts'

export interface NetworkWish {
  readonly name: string
  readonly mode: NetworkRecord['mode']
  readonly labels: Readonly<Record<string, string>>
  readonly options: Readonly<Record<string, string>>
  readonly ipv4Subnet?: string
  readonly ipv6Subnet?: string
}

/** A subnet of the system's choice is the next that is free; another Mac on the same machine may be quicker, so there are several tries. */
export async function createNetwork(mac: Mac, wish: NetworkWish): Promise<void> {
  const elsewhere = read(mac).settings.behind === 'nothing' ? [] : await subnetsOfThisMachine()
  for (const skip of Array.from({length: 40}, (_, i) => i)) {
    const record = await change(mac, (state) => {
      if (state.networks[wish.name] !== undefined) throw new Failure('exists', `network ${wish.name} already exists`)
      return (state.networks[wish.name] = recordOf(state, wish, {skip, elsewhere}))
    })
    try {
      return await (await behind(mac)).network.create(record)
    } catch (error) {
      await change(mac, (state) => void delete state.networks[wish.name])
      const again = wish.ipv4Subnet === undefined && skip < 39 && /subnet|overlap|already (in use|used|being used)/i.test(error instanceof Error ? error.message : '')
      if (!again) throw new Failure('internalError', `failed to create network ${wish.name}`, {nested: asFailure(error)})
    }
  }
}

/** A stopped container counts as well. */
export async function removeNetwork(mac: Mac, name: string): Promise<void> {
  const record = read(mac).networks[name]
  if (record === undefined) throw new Failure('notFound', `network ${name} not found`)
  await change(mac, (state) => {
    const users = usersOf(state, name)
    if (users.length > 0) throw new Failure('invalidState', `cannot delete subnet ${name} with referring containers: ${users.join(', ')}`)
    delete state.networks[name]
  })
  await (await behind(mac)).network.remove(record)
}

export function usersOf(state: MacState, name: string): string[] {
  return Object.values(state.containers).filter(({networks}) => networks.some(({network}) => network === name)).map(({id}) => id)
}

function recordOf(state: MacState, wish: NetworkWish, around: {readonly skip: number; readonly elsewhere: readonly string[]}): NetworkRecord {
  const used = Object.values(state.networks)
  if (wish.ipv4Subnet !== undefined) {
    const overlapping = used.find(({ipv4Subnet}) => overlap(ipv4Subnet, wish.ipv4Subnet as string))
    if (overlapping !== undefined) throw new Failure('exists', `IPv4 subnet ${wish.ipv4Subnet} overlaps an existing network with subnet ${overlapping.ipv4Subnet}`)
  }
  const ipv4Subnet = wish.ipv4Subnet ?? freeSubnet(state, around)
  const random = [...randomBytes(7)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return {
    name: wish.name,
    creationDate: now(),
    mode: wish.mode,
    labels: wish.labels,
    options: wish.options,
    asked: {...(wish.ipv4Subnet === undefined ? {} : {ipv4Subnet: wish.ipv4Subnet}), ...(wish.ipv6Subnet === undefined ? {} : {ipv6Subnet: wish.ipv6Subnet})},
    ipv4Subnet,
    ipv4Gateway: address(ipv4Subnet, 1),
    // macOS 15 gives containers no IPv6.
    ...(atLeast(state.settings.macOS, '26') ? {ipv6Subnet: wish.ipv6Subnet ?? `fd${random.slice(0, 2)}:${random.slice(2, 6)}:${random.slice(6, 10)}:${random.slice(10, 14)}::/64`} : {}),
    lastGiven: 1,
  }
}

/** From 192.168.64.0 on, as vmnet chooses. */
function freeSubnet({networks}: MacState, {skip, elsewhere}: {readonly skip: number; readonly elsewhere: readonly string[]}): string {
  const used = [...Object.values(networks).map(({ipv4Subnet}) => ipv4Subnet), ...elsewhere]
  const candidates = Array.from({length: 190}, (_, i) => `192.168.${64 + i}.0/24`).filter((candidate) => !used.some((other) => overlap(other, candidate)))
  const found = candidates[skip]
  if (found === undefined) throw new Failure('internalError', 'no free subnet')
  return found
}

/** What stands behind makes subnets real, so they must be nobody else's. */
async function subnetsOfThisMachine(): Promise<readonly string[]> {
  const {takenSubnets} = await import('../backing/subnets.ts')
  return takenSubnets()
}

export function overlap(a: string, b: string): boolean {
  const bits = Math.min(Number(a.split('/')[1]), Number(b.split('/')[1]))
  return prefix(a, bits) === prefix(b, bits)
}

function prefix(cidr: string, bits: number): number {
  const base = (cidr.split('/')[0] as string).split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  return Math.floor(base / 2 ** (32 - bits))
}

export function checkSubnet(cidr: string): void {
  const [base = '', bits = ''] = cidr.split('/')
  if (!isIPv4(base) || !/^\d+$/.test(bits) || Number(bits) < 8 || Number(bits) > 30) throw new Failure('invalidArgument', `invalid CIDR: ${cidr}`)
}
