import type {Context, Node, RuntimeBackend} from 'kina/plugin'
import {commands} from './commands.js'
import {listContainers} from './containers.js'
import {started, waitForExec} from './create-node.js'
import {finishNames} from './hosts.js'
import {appleImages, IMAGE_STORE} from './images.js'
import {appleNode, nodeFacts} from './node.js'
import {prepareApple} from './prepare.js'
import {probeApple} from './probe.js'
import {listAppleClusters, removeAppleCluster, removeAppleNode} from './remove-cluster.js'
import {reportApple} from './report.js'
import {run} from './tool.js'

/** How long a node may take to shut down by itself, in seconds; then it is killed. etcd syncs its writes, so nothing is lost. */
const STOP_SECONDS = 30

/** A runtime whose nodes are virtual machines of Apple's container. What is there is asked of the tool at each call. */
export const appleBackend: RuntimeBackend = {
  imageStore: IMAGE_STORE,
  images: appleImages,
  kernelPerNode: true,
  probe: probeApple,
  report: reportApple,
  prepare: (plan, ctx) => prepareApple(ctx, plan),
  listNodes,
  listClusters: listAppleClusters,
  removeCluster: (cluster, ctx) => removeAppleCluster(ctx, cluster),
  removeNode: (node, ctx) => removeAppleNode(ctx, node),
  power: {
    async stop({name}, ctx) {
      await run(ctx, commands.stop(name, STOP_SECONDS))
    },
    async start({name, cluster}, ctx) {
      await started(name, async () => {
        await run(ctx, commands.start(name))
        await waitForExec(ctx, name)
      })
      // Its address is another one now.
      await finishNames(ctx, {cluster, node: name})
    },
  },
}

async function listNodes(ctx: Context): Promise<Node[]> {
  const containers = await listContainers(ctx)
  return containers
    .flatMap((container) => {
      const facts = nodeFacts(container)
      return facts ? [appleNode(ctx, facts)] : []
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
