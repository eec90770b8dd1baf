import {setTimeout as sleep} from 'node:timers/promises'
import type {Context, Node} from 'kina/plugin'
import {commands, type Command} from './commands.js'
import {listContainers} from './containers.js'
import {isDiskOf} from './create-node.js'
import {finishNames} from './hosts.js'
import {CLUSTER_LABEL, type Labels} from './labels.js'
import {listNetworks, listVolumes} from './network.js'
import {ask, failure} from './tool.js'

/** Rounds of looking and removing, and the pause between them in milliseconds. One removes, the next finds nothing; the others are for ruins. */
const ROUNDS = 8
const PAUSE = 150
/** How long a container may go on stopping, in milliseconds: as long as `stop` gives a node, and a moment. */
const STOPPING = 45_000

/**
 * Removes all that carries the cluster's label, until a look finds nothing. A container that is stopping cannot be deleted yet, volumes and
 * networks are held by containers that are going, and an aborted creation may bring forth one more. That something vanished meanwhile is no error.
 */
export async function removeAppleCluster(ctx: Context, cluster: string): Promise<void> {
  await untilStopped(ctx, cluster)
  await removeAll(ctx, `cluster ${cluster}`, () => leftovers(ctx, cluster))
}

/** The same for one node, its container and its disk; the others forget its name. */
export async function removeAppleNode(ctx: Context, {cluster, name}: Pick<Node, 'cluster' | 'name'>): Promise<void> {
  await untilStopped(ctx, cluster)
  await removeAll(ctx, `node ${name}`, async () => {
    const {containers, volumes} = await leftovers(ctx, cluster)
    return {containers: containers.filter((container) => container === name), volumes: volumes.filter((volume) => isDiskOf(volume, name)), networks: []}
  })
  await finishNames(ctx, {cluster, node: name})
}

async function removeAll(ctx: Context, what: string, look: () => Promise<Leftovers>): Promise<void> {
  let failed: Error | undefined
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 1) await sleep(PAUSE * round, undefined, {signal: ctx.signal})
    const left = await look()
    if (namesOf(left).length === 0) return
    // Containers first: they hold the other two, also when they are stopped.
    failed = await removeEach(ctx, left.containers.map(commands.remove))
    const volumes = await removeEach(ctx, left.volumes.map(commands.removeVolume))
    const networks = await removeEach(ctx, left.networks.map(commands.removeNetwork))
    failed ??= volumes ?? networks
  }
  const left = namesOf(await look())
  if (left.length > 0) throw failed ?? new Error(`of ${what} these could not be removed: ${left.join(', ')}`)
}

/** What is stopping cannot be deleted. A look that fails is repeated by the first round, which says why. */
async function untilStopped(ctx: Context, cluster: string): Promise<void> {
  for (const deadline = Date.now() + STOPPING; Date.now() < deadline; await sleep(PAUSE, undefined, {signal: ctx.signal})) {
    const containers = await listContainers(ctx).catch(() => [])
    if (!containers.some(({labels, state}) => labels[CLUSTER_LABEL] === cluster && state === 'stopping')) return
  }
}

/** Clusters of which anything is left: a creation that was killed early leaves no container. */
export async function listAppleClusters(ctx: Context): Promise<string[]> {
  const found = await Promise.all([listContainers(ctx), listVolumes(ctx), listNetworks(ctx)])
  const names = found.flat().map(({labels}) => labels[CLUSTER_LABEL])
  return [...new Set(names.filter((name) => name !== undefined))].sort()
}

interface Leftovers {
  readonly containers: readonly string[]
  readonly volumes: readonly string[]
  readonly networks: readonly string[]
}

async function leftovers(ctx: Context, cluster: string): Promise<Leftovers> {
  const own = (found: readonly {readonly name: string; readonly labels: Labels}[]) => found.filter(({labels}) => labels[CLUSTER_LABEL] === cluster).map(({name}) => name)
  const [containers, volumes, networks] = await Promise.all([listContainers(ctx), listVolumes(ctx), listNetworks(ctx)])
  return {containers: own(containers), volumes: own(volumes), networks: own(networks)}
}

function namesOf({containers, volumes, networks}: Leftovers): string[] {
  return [...containers, ...volumes, ...networks]
}

async function removeEach(ctx: Context, each: readonly Command[]): Promise<Error | undefined> {
  const results = await Promise.all(
    each.map(async (command) => {
      const result = await ask(ctx, command)
      return result.exitCode === 0 ? undefined : failure(command.argv, result)
    }),
  )
  return results.find((error) => error !== undefined)
}
