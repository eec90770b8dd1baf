import {setTimeout as sleep} from 'node:timers/promises'
import type {Node} from 'kina/plugin'
import {isVolumeOf} from './create-node.js'
import {closeBridge} from './forwarding.js'
import type {ContainerInspection} from './inspection.js'
import {nodeFacts} from './node.js'
import {shielded} from './shield.js'
import {thaw} from './thaw.js'
import {failure, inspectAll, listIds, type Tool} from './tool.js'

/** Rounds of looking and removing, and the pause between them in milliseconds. One removes, the next finds nothing; the others are for ruins. */
const ROUNDS = 8
const PAUSE = 150

/**
 * Removes all that carries the cluster's label, until a look finds nothing: a volume may still be held by a container that is going,
 * and an aborted creation may bring forth one more container. That something vanished meanwhile is no error.
 */
export async function removeOciCluster(tool: Tool, cluster: string): Promise<void> {
  await closeBridge(tool, cluster)
  await removeAll(tool, `cluster ${cluster}`, () => leftovers(tool, cluster))
}

/** The same for one node, its container and its volume. */
export async function removeOciNode(tool: Tool, {cluster, name}: Pick<Node, 'cluster' | 'name'>): Promise<void> {
  await removeAll(tool, `node ${name}`, async () => {
    const {containers, volumes} = await leftovers(tool, cluster)
    const inspected = await inspectAll<ContainerInspection>(tool, 'container', containers)
    return {containers: inspected.filter((container) => nodeFacts(container)?.name === name).map(({Id}) => Id), volumes: volumes.filter((volume) => isVolumeOf(volume, name)), networks: []}
  })
}

interface Leftovers {
  readonly containers: readonly string[]
  readonly volumes: readonly string[]
  readonly networks: readonly string[]
}

async function removeAll(tool: Tool, what: string, look: () => Promise<Leftovers>): Promise<void> {
  let failed: Error | undefined
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 1) await sleep(PAUSE * round, undefined, {signal: tool.ctx.signal})
    const left = await look()
    if (left.containers.length + left.volumes.length + left.networks.length === 0) return
    // Containers first: they hold the other two.
    failed = (await removeEach(tool, 'container', left.containers)) ?? undefined
    const others = await Promise.all([removeEach(tool, 'volume', left.volumes), removeEach(tool, 'network', left.networks)])
    failed ??= others.find((error) => error !== undefined)
  }
  const left = Object.values(await look()).flat()
  if (left.length > 0) throw failed ?? new Error(`of ${what} these could not be removed: ${left.join(', ')}`)
}

async function leftovers(tool: Tool, cluster: string): Promise<Leftovers> {
  const [containers, volumes, networks] = await Promise.all([listIds(tool, 'container', cluster), listIds(tool, 'volume', cluster), listIds(tool, 'network', cluster)])
  return {containers, volumes, networks}
}

async function removeEach(tool: Tool, kind: 'container' | 'network' | 'volume', ids: readonly string[]): Promise<Error | undefined> {
  const results = await Promise.all(
    ids.map(async (id) => {
      const argv = tool.cli.remove(kind, id)
      const result = await tool.ctx.exec(await shielded(tool, argv), {allowFailure: true})
      if (result.exitCode === 0) return undefined
      // So that the next round can.
      if (kind === 'container') await thaw(tool, id)
      return failure(argv, result)
    }),
  )
  return results.find((error) => error !== undefined)
}
