import {checkSubnet, createNetwork, removeNetwork, usersOf} from '../daemon/networks.ts'
import {asFailure, Failure, NotEmulated, sentence} from '../failure.ts'
import type {Call} from '../grammar/command.ts'
import {pretty} from '../shapes/json.ts'
import {networkJson} from '../shapes/network.ts'
import {print} from '../shapes/print.ts'
import {pairs} from '../spec/labels.ts'
import type {NetworkRecord} from '../state.ts'
import {read} from '../store.ts'
import {atLeast} from '../version.ts'

export async function create(call: Call): Promise<void> {
  const name = call.args[0] as string
  if (!/^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/.test(name) || name === 'none') throw new Failure('invalidArgument', `invalid network name: ${name}`)
  const plugin = call.one('plugin')
  if (plugin !== undefined && plugin !== 'container-network-vmnet') throw new NotEmulated(`network create --plugin ${plugin}`)
  const labels = pairs(call.all('label'))
  for (const key of Object.keys(labels)) if (key !== key.toLowerCase() || key.length > 128 || key === '') throw new Failure('invalidArgument', `invalid label key: ${key}`)
  const [ipv4Subnet, ipv6Subnet] = [call.one('subnet'), call.one('subnet-v6')]
  if (ipv4Subnet !== undefined) checkSubnet(ipv4Subnet)
  await createNetwork(call.mac, {name, mode: call.is('internal') ? 'hostOnly' : 'nat', labels, options: pairs(call.all('option')), ...(ipv4Subnet === undefined ? {} : {ipv4Subnet}), ...(ipv6Subnet === undefined ? {} : {ipv6Subnet})})
  call.out(name)
}

/** Missing ones and those in use are told apart only in the log. */
export async function remove(call: Call): Promise<void> {
  const state = read(call.mac)
  if (call.args.length === 0 && !call.is('all')) throw new Failure('invalidArgument', 'no networks specified and --all not supplied')
  if (call.args.length > 0 && call.is('all')) throw new Failure('invalidArgument', 'explicitly supplied network name(s) conflict with the --all flag')
  const names = call.is('all') ? Object.keys(state.networks).filter((name) => name !== 'default') : [...new Set(call.args)]
  if (names.includes('default')) throw new Failure('invalidArgument', 'cannot delete a builtin network: default')
  const missing = names.filter((name) => state.networks[name] === undefined)
  if (missing.length > 0) throw new Failure('notFound', `failed to delete one or more networks: ${quoted(missing)}`)
  await deleteAll(call, names, 'network', (name) => removeNetwork(call.mac, name))
}

export async function deleteAll(call: Call, names: readonly string[], what: 'network' | 'volume', work: (name: string) => Promise<void>): Promise<void> {
  const failed: string[] = []
  for (const name of names) {
    try {
      await work(name)
      call.out(name)
    } catch (error) {
      const failure = new Failure('internalError', `failed to delete ${what}`, {nested: asFailure(error)})
      call.err(`failed to delete ${what}: ["id": "${name}", "error": "${sentence(failure)}"]`)
      failed.push(name)
    }
  }
  if (failed.length > 0) throw new Failure('internalError', `delete failed for one or more ${what}s: ${quoted(failed)}`)
}

export async function list(call: Call): Promise<void> {
  const {networks, settings} = read(call.mac)
  const sorted = Object.values(networks).sort((a, b) => (a.name < b.name ? -1 : 1))
  const old = !atLeast(settings.version, '1.0.0')
  print(call, {header: old ? ['NETWORK', 'STATE', 'SUBNET'] : ['NETWORK', 'SUBNET'], rows: sorted.map(({name, ipv4Subnet}) => [name, ...(old ? ['running'] : []), ipv4Subnet]), names: sorted.map(({name}) => name), json: sorted.map(networkJson)})
}

export async function inspect(call: Call): Promise<void> {
  const {networks} = read(call.mac)
  const missing = call.args.filter((name) => networks[name] === undefined)
  if (missing.length > 0) throw new Failure('notFound', `network not found: ${[...new Set(missing)].sort().join(', ')}`)
  call.out(pretty(call.args.map((name) => networkJson(networks[name] as NetworkRecord))))
}

export async function prune(call: Call): Promise<void> {
  const state = read(call.mac)
  for (const name of Object.keys(state.networks).filter((candidate) => candidate !== 'default' && usersOf(state, candidate).length === 0)) {
    await removeNetwork(call.mac, name)
    call.out(name)
  }
}

function quoted(names: readonly string[]): string {
  return `[${names.map((name) => `"${name}"`).join(', ')}]`
}
