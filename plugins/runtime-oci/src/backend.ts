import type {Context, Node, RuntimeBackend} from 'kina/plugin'
import {settleBridge} from './bridge.js'
import {CLUSTER_LABEL} from './cli.js'
import {createOciNode, waitForExec} from './create-node.js'
import type {Dialect} from './dialects/dialect.js'
import {readHost, type Engine} from './host.js'
import {ociImages} from './images.js'
import {labelsIn, type ContainerInspection, type LabelledInspection} from './inspection.js'
import {ensureNetwork} from './network.js'
import {nodeFacts, ociNode} from './node.js'
import {probeOci, readEngine} from './probe.js'
import {removeOciCluster, removeOciNode} from './remove-cluster.js'
import {lackOfRoom} from './room.js'
import {shielded} from './shield.js'
import {inspectAll, listIds, toolFor, type Tool} from './tool.js'
import {endOrphan, settleOrphan} from './watcher.js'

/** How long a node may take to shut down by itself, in seconds; then it is killed. etcd syncs its writes, so nothing is lost. */
const STOP_SECONDS = 20

/** A runtime whose nodes are containers of one OCI tool. What is there is asked of the tool at each call. */
export function ociBackend(dialect: Dialect): RuntimeBackend {
  const images = ociImages(dialect)
  return {
    imageStore: dialect.program,
    images,
    probe: (ctx) => probeOci(toolFor(dialect, ctx)),

    async prepare(plan, ctx) {
      const tool = toolFor(dialect, ctx)
      const {subnet} = plan.runtimeOptions as {subnet?: string}
      const wanted = [...new Set(plan.nodes.map((node) => node.image))]
      const engine = engineOf(tool)
      const [host, lack, network, ...found] = await Promise.all([
        engine.then((known) => readHost(dialect, known, ctx)),
        engine.then((known) => lackOfRoom(known, ctx)),
        ensureNetwork(tool, plan.name, subnet),
        ...wanted.map(async (ref) => ((await images.inspect(ref, ctx)) === null ? ref : null)),
      ])
      if (lack !== null) throw new Error(lack)
      const missing = found.filter((ref) => ref !== null)
      if (missing.length > 0) throw new Error(`${dialect.program} has no image ${missing.join(', ')}; kina image build makes kina's own`)
      return (node) => createOciNode(tool, node, {cluster: plan.name, network, host})
    },

    listNodes: (ctx) => listOciNodes(toolFor(dialect, ctx)),
    listClusters: (ctx) => listOciClusters(toolFor(dialect, ctx)),
    removeCluster: (cluster, ctx) => removeOciCluster(toolFor(dialect, ctx), cluster),
    removeNode: (node, ctx) => removeOciNode(toolFor(dialect, ctx), node),

    power: {
      async stop({name}, ctx) {
        const tool = toolFor(dialect, ctx)
        if (await endOrphan(tool, name)) return
        await ctx.exec(await shielded(tool, tool.cli.stop(name, STOP_SECONDS)))
      },
      async start(node, ctx) {
        const tool = toolFor(dialect, ctx)
        await settleOrphan(tool, node.name)
        await ctx.exec(await shielded(tool, tool.cli.start(node.name)))
        await Promise.all([waitForExec(tool, node), engineOf(tool).then(async (engine) => settleBridge(tool, node.cluster, await readHost(dialect, engine, ctx)))])
      },
    },
  }
}

async function engineOf(tool: Tool): Promise<Engine> {
  const answer = await readEngine(tool)
  if ('reason' in answer) throw new Error(`${answer.reason} (${answer.fix ?? 'kina doctor'})`)
  return answer.engine
}

async function listOciNodes(tool: Tool): Promise<Node[]> {
  const containers = await inspectAll<ContainerInspection>(tool, 'container', await listIds(tool, 'container'))
  return containers.flatMap((container) => {
    const facts = nodeFacts(container)
    return facts ? [ociNode(tool, facts)] : []
  })
}

/** Of networks and volumes too: a creation that was killed early leaves no container. */
async function listOciClusters(tool: Tool): Promise<string[]> {
  const inspected = await Promise.all([
    listIds(tool, 'container').then((ids) => inspectAll<ContainerInspection>(tool, 'container', ids)),
    listIds(tool, 'network').then((ids) => inspectAll<LabelledInspection>(tool, 'network', ids)),
    listIds(tool, 'volume').then((ids) => inspectAll<LabelledInspection>(tool, 'volume', ids)),
  ])
  const names = inspected.flat().map((found) => ('Config' in found ? (found.Config.Labels ?? {}) : labelsIn(found))[CLUSTER_LABEL])
  return [...new Set(names.filter((name) => name !== undefined))].sort()
}
