import {randomBytes} from 'node:crypto'
import {setTimeout as sleep} from 'node:timers/promises'
import type {Node, NodePlan} from 'kina/plugin'
import {settleBridge} from './bridge.js'
import {CLUSTER_LABEL} from './cli.js'
import type {Host} from './host.js'
import {imageName} from './images.js'
import type {ContainerInspection} from './inspection.js'
import {ociNode} from './node.js'
import {labelsOf, runArgs} from './run-args.js'
import {shielded} from './shield.js'
import {failure, inspectAll, lastLine, withDetail, type Tool} from './tool.js'

export interface CreateOptions {
  readonly cluster: string
  readonly network: string
  readonly host: Host
}

/** Starts one node. Everything it makes carries the cluster's label from the start, so that `removeCluster` finds it after an abort too. */
export async function createOciNode(tool: Tool, planned: NodePlan, {cluster, network, host}: CreateOptions): Promise<Node> {
  const volume = volumeName(planned.name)
  await tool.ctx.exec(await shielded(tool, tool.cli.createVolume(volume, cluster)))
  const argv = runArgs(planned, {cluster, network, volume}, tool.dialect, host)
  const result = await tool.ctx.exec(await shielded(tool, argv), {allowFailure: true})
  if (result.exitCode !== 0) {
    if (/already in use by/i.test(result.stderr)) throw await nameTaken(tool, planned.name, cluster)
    throw withDetail(`node ${planned.name} could not be started: ${lastLine(result.stderr)}`, result.stderr)
  }
  const labels = labelsOf(planned, cluster)
  const node = ociNode(tool, {cluster, name: planned.name, role: planned.role, labels, image: imageName(planned.image), running: true})
  await Promise.all([waitForExec(tool, node), settleBridge(tool, cluster, host)])
  return node
}

/** Never an older node's volume: the name is new each time. Of the cluster by its label, of the node by its name. */
function volumeName(node: string): string {
  return `${node}-var-${randomBytes(3).toString('hex')}`
}

export function isVolumeOf(volume: string, node: string): boolean {
  return volume.startsWith(`${node}-var-`) && /^[0-9a-f]{6}$/.test(volume.slice(`${node}-var-`.length))
}

/** How long a started container may refuse programs, in milliseconds. Seen: none at all; an overloaded host may need a moment. */
const EXEC_DEADLINE = 15_000
const EXEC_PAUSE = 50

/** Until a program runs inside; ends at once when the node does. */
export async function waitForExec(tool: Tool, {name}: Pick<Node, 'name'>): Promise<void> {
  const argv = tool.cli.exec(name, ['true'])
  for (const deadline = Date.now() + EXEC_DEADLINE; ; await sleep(EXEC_PAUSE, undefined, {signal: tool.ctx.signal})) {
    const result = await tool.ctx.exec(argv, {allowFailure: true})
    if (result.exitCode === 0) return
    const [container] = await inspectAll<ContainerInspection>(tool, 'container', [name])
    if (!container?.State.Running) throw await nodeEnded(tool, name, container)
    if (Date.now() > deadline) throw failure(argv, result)
  }
}

async function nodeEnded({cli, ctx}: Tool, name: string, container: ContainerInspection | undefined): Promise<Error> {
  const {stdout, stderr} = await ctx.exec(cli.logs(name, 20), {allowFailure: true})
  return withDetail(`node ${name} ended as soon as it was started, with exit code ${container?.State.ExitCode ?? 'unknown'}; its console is below`, stdout + stderr)
}

async function nameTaken(tool: Tool, name: string, cluster: string): Promise<Error> {
  const [container] = await inspectAll<ContainerInspection>(tool, 'container', [name])
  const owner = container?.Config.Labels?.[CLUSTER_LABEL]
  const {program} = tool.dialect
  if (owner === cluster) return new Error(`node ${name} exists already`)
  if (owner !== undefined) return new Error(`a node called ${name} exists already, in the cluster ${owner}; choose another cluster name`)
  return new Error(`a container called ${name} exists already and is not kina's; remove it (${program} rm --force ${name}) or choose another cluster name`)
}
