import {randomBytes} from 'node:crypto'
import type {Context, Node, NodePlan, RuntimeBackend} from 'kina/plugin'
import {probe, readHost, type Host} from './host.js'
import {images} from './images.js'
import {ensureNetwork, settleBridge} from './network.js'
import {nodeOf, waitForExec, type Container} from './node.js'
import {CLUSTER_LABEL, inspect, list, podman, podmanToItsEnd, PROGRAM} from './podman.js'
import {removeCluster} from './remove-cluster.js'
import {runArgs} from './run-args.js'

/** Remembers nothing: what is there is asked of Podman at each call. */
export const backend: RuntimeBackend = {
  imageStore: PROGRAM,
  images,
  probe,
  removeCluster,

  async prepare(plan, ctx) {
    for (const ref of new Set(plan.nodes.map((node) => node.image))) {
      if ((await images.inspect(ref, ctx)) === null) throw new Error(`podman has no image ${ref}; kina image build makes kina's own`)
    }
    const {subnet} = plan.runtimeOptions as {subnet?: string}
    const [network, host] = await Promise.all([ensureNetwork(ctx, plan.name, subnet), readHost(ctx)])
    return (planned) => createNode(planned, {cluster: plan.name, network, host}, ctx)
  },

  async listNodes(ctx) {
    return (await inspect<Container>(ctx, 'container', await list(ctx, 'container'))).map((container) => nodeOf(container, ctx))
  },

  // Of networks and volumes too: a creation that was killed early has left no container.
  async listClusters(ctx) {
    const labels = await Promise.all([
      list(ctx, 'container').then((ids) => inspect<Container>(ctx, 'container', ids)).then((found) => found.map(({Config}) => Config.Labels)),
      list(ctx, 'volume').then((ids) => inspect<{Labels: Labels}>(ctx, 'volume', ids)).then((found) => found.map(({Labels}) => Labels)),
      list(ctx, 'network').then((ids) => inspect<{labels: Labels}>(ctx, 'network', ids)).then((found) => found.map(({labels}) => labels)),
    ])
    return [...new Set(labels.flat().flatMap((label) => label?.[CLUSTER_LABEL] ?? []))]
  },

  power: {
    async stop({name}, ctx) {
      await podmanToItsEnd(ctx, ['container', 'stop', '--time', '20', name])
    },
    async start({name, cluster}, ctx) {
      await podmanToItsEnd(ctx, ['container', 'start', name])
      await Promise.all([waitForExec(ctx, name), settleBridge(ctx, cluster)])
    },
  },
}

type Labels = Readonly<Record<string, string>> | null

/** All that it makes bears the cluster's label from the start, so that `removeCluster` finds it after an abort too. */
async function createNode(planned: NodePlan, {cluster, network, host}: {cluster: string; network: string; host: Host}, ctx: Context): Promise<Node> {
  // Never an older node's: the name is new each time, and only the label counts later.
  const volume = `${planned.name}-${randomBytes(3).toString('hex')}`
  await podman(ctx, ['volume', 'create', '--label', `${CLUSTER_LABEL}=${cluster}`, volume])
  const {exitCode, stderr} = await podmanToItsEnd(ctx, runArgs(planned, {cluster, network, volume}, host), {allowFailure: true})
  if (exitCode !== 0) throw new Error(`node ${planned.name} could not be started: ${stderr.trim()}`)
  await Promise.all([waitForExec(ctx, planned.name), settleBridge(ctx, cluster)])
  const [container] = await inspect<Container>(ctx, 'container', [planned.name])
  if (!container) throw new Error(`node ${planned.name} is gone already`)
  return nodeOf(container, ctx)
}
