import {randomBytes} from 'node:crypto'
import {contextFor, undoApp, type App} from '../app.js'
import type {ClusterPlan, Context, Node, Options} from '../contract/index.js'
import {waitBooted} from '../node/wait-booted.js'
import {LABELS} from '../plan/labels.js'
import {THROWAWAY_PREFIX} from '../plan/names.js'
import {isAlive} from '../process/is-alive.js'
import type {SelectedRuntime} from '../registry/select-runtime.js'
import {findClusters, type FoundCluster} from './find.js'

/** What a throw-away node is to be like. */
export interface Throwaway {
  readonly runtime: SelectedRuntime
  readonly image: string
  /** Those of the cluster that it is a look ahead of. Default: none. */
  readonly runtimeOptions?: Options | undefined
  /** Absolute path. Absent: the runtime's own. */
  readonly kernel?: string | undefined
  /** What is waited for before the node is lent. Default: containerd answers. */
  readonly up?: ((node: Node, signal: AbortSignal) => Promise<void>) | undefined
}

/** Starts one node, lends it, and removes it whatever happens. It is no part of any cluster and never runs kubeadm. */
export async function withThrowawayNode<T>(app: App, like: Throwaway, work: (node: Node, ctx: Context) => Promise<T>): Promise<T> {
  const {runtime} = like
  await removeAbandoned(app, await findClusters(app, {runtimes: [runtime]}))
  const plan = throwawayPlan(`${THROWAWAY_PREFIX}${process.pid}-${randomBytes(3).toString('hex')}`, like)
  const ctx = contextFor(app, 'runtime', runtime.name)
  try {
    const createNode = await runtime.provider.prepare(plan, ctx)
    const node = await createNode(plan.nodes[0])
    await (like.up ?? waitBooted)(node, app.signal)
    return await work(node, ctx)
  } finally {
    await runtime.provider.removeCluster(plan.name, contextFor(undoApp(app), 'runtime', runtime.name))
  }
}

/** Removes throw-away nodes whose kina was killed; its process id is part of their name. */
export async function removeAbandoned(app: App, clusters: readonly FoundCluster[]): Promise<void> {
  const abandoned = clusters.filter(({name}) => name.startsWith(THROWAWAY_PREFIX) && !isAlive(Number(/^\d+/.exec(name.slice(THROWAWAY_PREFIX.length))?.[0])))
  await Promise.all(abandoned.map(({name, runtime}) => runtime.provider.removeCluster(name, contextFor(app, 'runtime', runtime.name))))
}

function throwawayPlan(name: string, {runtime, image, runtimeOptions = {}, kernel}: Throwaway): ClusterPlan {
  const none = {merge: [], json6902: []}
  return {
    name,
    kubernetesVersion: 'v0.0.0',
    runtime: runtime.name,
    runtimeOptions,
    cni: null,
    cniOptions: {},
    image: {ref: image, own: false},
    network: {podCidrs: [], serviceCidrs: [], dnsDomain: 'cluster.local', endpoint: name, kubeProxy: 'none'},
    api: {hostAddress: '127.0.0.1', hostPort: 0},
    kernel: [],
    cniImages: [],
    nodes: [{name, role: 'worker', image, labels: {[LABELS.cluster]: name, [LABELS.role]: 'worker'}, nodeLabels: {}, podCidr: '', aliases: [], ports: [], mounts: [], ...(kernel !== undefined && {kernel}), kubeadmPatches: none}],
    kubeadmPatches: none,
    kubeconfig: {path: '', mergedPath: '', context: ''},
    readyTimeoutSeconds: 0,
  }
}
