import {setTimeout as sleep} from 'node:timers/promises'
import type {Context} from 'kina/plugin'
import {leaveBridge} from './network.js'
import {list, podmanToItsEnd} from './podman.js'

/** Looks and removes until a look finds nothing: a container that is going still holds its volume, and an aborted creation may yet bring one forth. */
export async function removeCluster(cluster: string, ctx: Context): Promise<void> {
  let said = ''
  await leaveBridge(ctx, cluster)
  for (let round = 0; round < 8; round++) {
    const [containers, volumes, networks] = await Promise.all([list(ctx, 'container', cluster), list(ctx, 'volume', cluster), list(ctx, 'network', cluster)])
    if (containers.length + volumes.length + networks.length === 0) return
    if (round > 0) await sleep(150 * round, undefined, {signal: ctx.signal})
    const remove = async (args: readonly string[]) => {
      const {exitCode, stderr} = await podmanToItsEnd(ctx, args, {allowFailure: true})
      if (exitCode !== 0) said = stderr.trim()
    }
    // Containers first: they hold the others.
    await Promise.all(containers.map((id) => remove(['container', 'rm', '--force', '--volumes', '--time', '0', id])))
    await Promise.all([...volumes.map((id) => remove(['volume', 'rm', id])), ...networks.map((id) => remove(['network', 'rm', id]))])
  }
  throw new Error(`something of the cluster ${cluster} could not be removed: ${said}`)
}
