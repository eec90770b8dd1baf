import {randomBytes} from 'node:crypto'
import {setTimeout as sleep} from 'node:timers/promises'
import type {Context, Node, NodePlan} from 'kina/plugin'
import {commands} from './commands.js'
import {inspectContainer} from './containers.js'
import {beginNames, dropNames, finishNames} from './hosts.js'
import {imageName} from './images.js'
import {CLUSTER_LABEL, labelFlag, labelsOf} from './labels.js'
import {appleNode} from './node.js'
import type {AppleOptions} from './prepare.js'
import {runFlags, type Placement} from './run-args.js'
import {adviceOn, ask, failure, run, withDetail} from './tool.js'

export interface CreateOptions extends Omit<Placement, 'mtu' | 'volume'> {
  readonly options: AppleOptions
}

/** Starts one node. Everything it makes carries the cluster's label from the start, so that `removeCluster` finds it after an abort too. */
export async function createAppleNode(ctx: Context, planned: NodePlan, {options: {mtu, disk}, ...placement}: CreateOptions): Promise<Node> {
  const {cluster} = placement
  const volume = disk === undefined ? undefined : await createDisk(ctx, planned.name, {cluster, size: disk})
  const flags = runFlags(planned, {...placement, ...(mtu !== undefined && {mtu}), ...(volume !== undefined && {volume})})
  await started(planned.name, async () => {
    const result = await ask(ctx, commands.run(flags, planned.image))
    if (result.exitCode !== 0) {
      if (/already exist/i.test(result.stderr)) throw await nameTaken(ctx, planned.name, {cluster, stderr: result.stderr})
      throw withDetail(`node ${planned.name} could not be started: ${adviceOn(result.stderr)}`, result.stderr)
    }
    await waitForExec(ctx, planned.name)
  })
  await finishNames(ctx, {cluster, node: planned.name})
  return appleNode(ctx, {cluster, name: planned.name, role: planned.role, labels: labelsOf(planned, cluster), image: imageName(planned.image), running: true})
}

/** Until programs run inside, names are not written into this node by others. */
export async function started(name: string, start: () => Promise<void>): Promise<void> {
  beginNames(name)
  try {
    await start()
  } catch (error) {
    dropNames(name)
    throw error
  }
}

/** How long a started container may refuse programs, in milliseconds: its kernel has booted by then, and its first process runs. */
const EXEC_DEADLINE = 15_000
const EXEC_PAUSE = 50

/** Until a program runs inside; ends at once when the node does. */
export async function waitForExec(ctx: Context, name: string): Promise<void> {
  const command = {...commands.exec(name, ['true']), timeoutSeconds: 30}
  for (const deadline = Date.now() + EXEC_DEADLINE; ; await sleep(EXEC_PAUSE, undefined, {signal: ctx.signal})) {
    const result = await ask(ctx, command)
    if (result.exitCode === 0) return
    const container = await inspectContainer(ctx, name)
    if (container?.state !== 'running') throw await nodeEnded(ctx, name)
    if (Date.now() > deadline) throw failure(command.argv, result)
  }
}

/** Never an older node's: the name is new each time. Of the cluster by its label, of the node by its name. */
async function createDisk(ctx: Context, node: string, {cluster, size}: {readonly cluster: string; readonly size: string}): Promise<string> {
  const name = `${node}-var-${randomBytes(3).toString('hex')}`
  await run(ctx, commands.createVolume(name, labelFlag(CLUSTER_LABEL, cluster), size))
  return name
}

export function isDiskOf(volume: string, node: string): boolean {
  return volume.startsWith(`${node}-var-`) && /^[0-9a-f]{6}$/.test(volume.slice(`${node}-var-`.length))
}

async function nodeEnded(ctx: Context, name: string): Promise<Error> {
  const [boot, own] = await Promise.all([ask(ctx, commands.bootLog(name)), ask(ctx, commands.logs(name))])
  return withDetail(`node ${name} ended as soon as it was started; its console is below`, boot.stdout + own.stdout)
}

async function nameTaken(ctx: Context, name: string, {cluster, stderr}: {readonly cluster: string; readonly stderr: string}): Promise<Error> {
  const container = await inspectContainer(ctx, name)
  const owner = container?.labels[CLUSTER_LABEL]
  if (owner === cluster) return new Error(`node ${name} exists already`)
  if (owner !== undefined) return new Error(`a node called ${name} exists already, in the cluster ${owner}; choose another cluster name`)
  if (container) return new Error(`a container called ${name} exists already and is not kina's; remove it (container delete --force ${name}) or choose another cluster name`)
  return withDetail(`node ${name} could not be started: ${adviceOn(stderr)}`, stderr)
}
