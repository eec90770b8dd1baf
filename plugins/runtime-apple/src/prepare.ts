import type {ClusterPlan, Context, CreateNode} from 'kina/plugin'
import {commands, type RunFlag} from './commands.js'
import {createAppleNode} from './create-node.js'
import {findImage} from './images.js'
import {hasNetworks, readMac} from './mac.js'
import {DEFAULT_NETWORK, ensureNetwork} from './network.js'
import {problemsOf} from './run-args.js'
import {run} from './tool.js'

/** Options of the runtime, checked against the schema of its registration. */
export interface AppleOptions {
  readonly subnet?: string
  readonly mtu?: number
  /** Size of a disk of its own for the node's /var, such as `50G`. */
  readonly disk?: string
}

/** Refuses what cannot become a cluster here, makes the network, and gives the way to make nodes. */
export async function prepareApple(ctx: Context, plan: ClusterPlan): Promise<CreateNode> {
  const options = plan.runtimeOptions as AppleOptions
  const mac = await readMac(ctx)
  const own = hasNetworks(mac)
  const problems = [
    ...(!own && plan.nodes.length > 1 ? [`on macOS ${mac.version} containers do not reach each other, so a cluster has one node; ${plan.nodes.length} nodes take macOS 26`] : []),
    ...(!own && options.subnet !== undefined ? [`on macOS ${mac.version} there is one network for all containers, so the option subnet cannot be obeyed; it takes macOS 26`] : []),
    ...plan.nodes.flatMap(problemsOf),
  ]
  if (problems.length > 0) throw new Error(problems.join('; '))
  const wanted = [...new Set(plan.nodes.map(({image}) => image))]
  const [flags, ...found] = await Promise.all([knownFlags(ctx), ...wanted.map((ref) => findImage(ctx, ref))])
  const missing = wanted.filter((_, i) => !found[i])
  if (missing.length > 0) throw new Error(`container has no image ${missing.join(', ')}; kina image build makes kina's own`)
  const platforms = new Map(wanted.map((ref, i) => [ref, found[i]?.platform ?? '']))
  const network = own ? await ensureNetwork(ctx, plan.name, options.subnet) : DEFAULT_NETWORK
  return (node) => createAppleNode(ctx, node, {cluster: plan.name, network, platform: platforms.get(node.image) ?? '', flags, options})
}

const ASKED: readonly RunFlag[] = ['--masked-path', '--read-only-path']

/** Asked of the tool rather than known by its version: a flag that it does not have is an error. */
async function knownFlags(ctx: Context): Promise<ReadonlySet<RunFlag>> {
  const {stdout} = await run(ctx, commands.runHelp())
  return new Set(ASKED.filter((flag) => stdout.includes(flag)))
}
