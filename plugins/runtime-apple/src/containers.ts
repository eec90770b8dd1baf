import type {Context} from 'kina/plugin'
import {commands} from './commands.js'
import {decodeLabels, type Labels} from './labels.js'
import {ask, failure, readJson, saysNotFound} from './tool.js'

/** A container, as far as kina reads it. */
export interface Container {
  readonly name: string
  readonly state: 'running' | 'stopping' | 'stopped' | 'unknown'
  readonly labels: Labels
  /** As the store names it, in full. */
  readonly image: string
  readonly ports: readonly PublishedPort[]
  /** Of now, without prefix lengths: IPv4 of every network, then IPv6. Empty unless it runs. */
  readonly addresses: readonly string[]
}

export interface PublishedPort {
  readonly hostAddress: string
  readonly hostPort: number
  readonly nodePort: number
  /** So many ports from these on. */
  readonly count: number
}

/** Every container that the tool shows, in no order. */
export async function listContainers(ctx: Context): Promise<Container[]> {
  return (await readJson<readonly ContainerJson[]>(ctx, commands.list())).map(readContainer)
}

/** Null: there is none of that name. */
export async function inspectContainer(ctx: Context, name: string): Promise<Container | null> {
  const command = commands.inspect(name)
  const result = await ask(ctx, command)
  if (result.exitCode !== 0) {
    if (saysNotFound(result)) return null
    throw failure(command.argv, result)
  }
  const [found] = JSON.parse(result.stdout) as readonly ContainerJson[]
  return found ? readContainer(found) : null
}

/** From 1.0 on; fields that kina does not read are left out. */
export interface ContainerJson {
  readonly id: string
  readonly configuration: {
    readonly image: {readonly reference: string}
    readonly labels?: Labels
    readonly publishedPorts?: readonly {readonly hostAddress: string; readonly hostPort: number; readonly containerPort: number; readonly count?: number}[]
  }
  readonly status: {
    readonly state: string
    readonly networks?: readonly {readonly ipv4Address?: string; readonly ipv6Address?: string}[]
  }
}

const STATES = new Set(['running', 'stopping', 'stopped'])

/** Pure. */
export function readContainer({id, configuration, status}: ContainerJson): Container {
  const networks = status.networks ?? []
  const addresses = [...networks.map(({ipv4Address}) => ipv4Address), ...networks.map(({ipv6Address}) => ipv6Address)]
  return {
    name: id,
    state: STATES.has(status.state) ? (status.state as Container['state']) : 'unknown',
    labels: decodeLabels(configuration.labels ?? {}),
    image: configuration.image.reference,
    ports: (configuration.publishedPorts ?? []).map(({hostAddress, hostPort, containerPort, count = 1}) => ({hostAddress, hostPort, nodePort: containerPort, count})),
    addresses: addresses.flatMap((address) => (address === undefined || address === '' ? [] : [address.replace(/\/\d+$/, '')])),
  }
}
