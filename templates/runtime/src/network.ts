import {createHash} from 'node:crypto'
import type {Argv, Context} from 'kina/plugin'
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

/** What Podman leaves to do for a network whose nodes carry pods; newer versions do the first themselves. Best effort. */
export async function settleBridge(ctx: Context, cluster: string): Promise<void> {
  const bridge = await bridgeOf(ctx, cluster)
  if (bridge === undefined) return
  // Without an address of its own a bridge takes the lowest of its ports', which changes as nodes come and go: the others then have no name server for a while.
  const digits = createHash('sha256').update(bridge).digest('hex')
  const address = ['02', ...[0, 2, 4, 6, 8].map((i) => digits.slice(i, i + 2))].join(':')
  const rule = forwardRule(cluster, bridge)
  await Promise.all([
    attempt(ctx, ['ip', 'link', 'set', 'dev', bridge, 'address', address]),
    attempt(ctx, ['iptables', '--wait', '--check', ...rule]).then((there) => there || attempt(ctx, ['iptables', '--wait', '--insert', ...rule])),
  ])
}

/** Takes the firewall's rules for the network away; several, when nodes were started at once. */
export async function leaveBridge(ctx: Context, cluster: string): Promise<void> {
  const bridge = await bridgeOf(ctx, cluster)
  if (bridge === undefined) return
  while (await attempt(ctx, ['iptables', '--wait', '--delete', ...forwardRule(cluster, bridge)])) ctx.signal.throwIfAborted()
}

/** A firewall that drops what it does not know, as Docker sets it up, would drop what pods of different nodes send each other: they bear addresses of no node. */
function forwardRule(cluster: string, bridge: string): string[] {
  return ['FORWARD', '--in-interface', bridge, '--out-interface', bridge, '--match', 'comment', '--comment', networkName(cluster), '--jump', 'ACCEPT']
}

async function bridgeOf(ctx: Context, cluster: string): Promise<string | undefined> {
  const [network] = await inspect<Network>(ctx, 'network', [networkName(cluster)])
  return network?.network_interface
}

/** Whether it could be done: there may be no such program, or no right to use it. */
function attempt(ctx: Context, argv: Argv): Promise<boolean> {
  return ctx.exec(argv, {allowFailure: true}).then(
    ({exitCode}) => exitCode === 0,
    () => false,
  )
}

function networkName(cluster: string): string {
  return `__NAME__-${cluster}`
}
