import {contextFor, type App} from '../app.js'
import type {Context, Power} from '../contract/index.js'
import {KinaError} from '../errors.js'
import type {Step} from '../report/step.js'
import type {FoundCluster} from './find.js'
import {withClusterLock} from './lock.js'
import {requireCluster} from './require-cluster.js'
import {settled} from '../settled.js'
import {startNodes} from './start.js'

export interface PowerResult {
  readonly name: string
  /** Nodes that were stopped, or that were started; those that were so already are not among them. */
  readonly nodes: readonly string[]
  /** In seconds, all steps. */
  readonly seconds: number
}

/** A cluster whose runtime can stop and start nodes. */
export interface PoweredCluster extends FoundCluster {
  readonly power: Power
  readonly ctx: Context
}

/** Stops all nodes of a cluster. What is on their disks stays. */
export async function stopCluster(app: App, name: string, step: Step): Promise<PowerResult> {
  return powered(app, name, (cluster) => stopNodes(cluster, step))
}

/** Starts all nodes of a cluster, however they ended and whatever addresses they get now, and waits until everything is ready. */
export async function startCluster(app: App, name: string, step: Step): Promise<PowerResult> {
  return powered(app, name, (cluster) => startNodes(app, cluster, step))
}

export async function restartCluster(app: App, name: string, step: Step): Promise<PowerResult> {
  return powered(app, name, async (cluster) => {
    await stopNodes(cluster, step)
    return startNodes(app, cluster, step)
  })
}

async function powered(app: App, name: string, work: (cluster: PoweredCluster) => Promise<string[]>): Promise<PowerResult> {
  const since = performance.now()
  const nodes = await withClusterLock(app, name, {wait: true}, async () => {
    const found = await requireCluster(app, name)
    const {power} = found.runtime.provider
    if (!power) throw noPower(found)
    return work({...found, power, ctx: contextFor(app, 'runtime', found.runtime.name)})
  })
  return {name, nodes, seconds: (performance.now() - since) / 1000}
}

/** All at once: what an API server or etcd would still say to the others is for others that stay, and etcd has every write on its disk. */
async function stopNodes({name, nodes, power, ctx}: PoweredCluster, step: Step): Promise<string[]> {
  const running = nodes.filter((node) => node.running)
  await step('stop', `Stop ${name}`, (progress) => {
    let down = 0
    return settled(
      running.map(async (node) => {
        await power.stop(node, ctx)
        progress(`${++down} of ${running.length} down`)
      }),
    )
  })
  return running.map((node) => node.name)
}

function noPower({name, runtime}: FoundCluster): KinaError {
  return new KinaError({
    code: 'E_POWER_UNSUPPORTED',
    message: `The runtime ${runtime.name} cannot stop and start the nodes of "${name}".`,
    next: [`kina cluster delete ${name} removes it.`],
  })
}
