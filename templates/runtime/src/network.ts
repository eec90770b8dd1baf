import {createHash} from 'node:crypto'
import type {Context} from 'kina/plugin'
import {CLUSTER_LABEL, inspect, podman} from './podman.js'

/** `network inspect`, as far as it is read here. */
interface Network {
  readonly labels?: Readonly<Record<string, string>> | null
  readonly network_interface?: string
}

/** The cluster's network, made unless it is there; two calls at once make one. */
export async function ensureNetwork(ctx: Context, cluster: string, subnet?: string): Promise<string> {
  const name = networkName(cluster)
  const flags = ['--label', `${CLUSTER_LABEL}=${cluster}`, ...(subnet === undefined ? [] : ['--subnet', subnet])]
  const {stderr} = await podman(ctx, ['network', 'create', ...flags, name], {allowFailure: true})
  const [network] = await inspect<Network>(ctx, 'network', [name])
  if (!network) throw new Error(`the network ${name} could not be made: ${stderr.trim()}`)
  if (network.labels?.[CLUSTER_LABEL] !== cluster) throw new Error(`the network ${name} is there and not of this runtime; podman network rm ${name}`)
  return name
}

/**
 * A bridge without an address of its own takes the lowest of its ports', which changes as nodes come and go: the others then have no name
 * server for up to a minute. Newer versions of Podman do this themselves.
 */
export async function pinBridge(ctx: Context, cluster: string): Promise<void> {
  const [network] = await inspect<Network>(ctx, 'network', [networkName(cluster)])
  const bridge = network?.network_interface
  if (bridge === undefined) return
  const digits = createHash('sha256').update(bridge).digest('hex')
  const address = ['02', ...[0, 2, 4, 6, 8].map((i) => digits.slice(i, i + 2))].join(':')
  await ctx.exec(['ip', 'link', 'set', 'dev', bridge, 'address', address], {allowFailure: true})
}

function networkName(cluster: string): string {
  return `__NAME__-${cluster}`
}
