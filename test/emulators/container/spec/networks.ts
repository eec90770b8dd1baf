import {Failure} from '../failure.ts'
import type {ContainerRecord, MacState} from '../state.ts'
import {atLeast} from '../version.ts'

/** `name[,mac=…][,mtu=N]`; `none` alone is no network; nothing at all is the default one. */
export function networksOf(given: readonly string[], {settings, networks}: MacState): ContainerRecord['networks'] {
  const parsed = given.map(network)
  if (parsed.some(({network: name}) => name === 'none')) {
    if (parsed.length > 1) throw new Failure('unsupported', 'no other networks may be created along with network none')
    return []
  }
  if (!atLeast(settings.macOS, '26') && !(parsed.length === 0 || (parsed.length === 1 && parsed[0]?.network === 'default'))) throw new Failure('invalidArgument', 'non-default network configuration requires macOS 26 or newer')
  const wanted = parsed.length === 0 ? [{network: 'default', mtu: 1280}] : parsed
  for (const {network: name} of wanted) if (networks[name] === undefined) throw new Failure('notFound', `network ${name} not found`)
  return wanted
}

function network(text: string): ContainerRecord['networks'][number] {
  const [name = '', ...properties] = text.split(',')
  if (name === '') throw new Failure('invalidArgument', 'network specification cannot be empty')
  let found: ContainerRecord['networks'][number] = {network: name, mtu: 1280}
  for (const property of properties) {
    const [key = '', value = ''] = property.split('=')
    if (key === 'mac') found = {...found, macAddress: mac(value)}
    else if (key === 'mtu') found = {...found, mtu: mtu(value)}
    else throw new Failure('invalidArgument', `unknown network property '${key}'`)
  }
  return found
}

function mac(value: string): string {
  if (!/^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$/.test(value)) throw new Failure('invalidArgument', `invalid MAC address format ${value}, expected format: XX:XX:XX:XX:XX:XX`)
  return value.replaceAll('-', ':').toLowerCase()
}

function mtu(value: string): number {
  if (!/^\d+$/.test(value) || Number(value) < 1280 || Number(value) > 65_535) throw new Failure('invalidArgument', `invalid mtu value '${value}': must be between 1280 and 65535`)
  return Number(value)
}
