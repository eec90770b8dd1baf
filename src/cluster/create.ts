import {contextFor, undoApp, type App} from '../app.js'
import type {ClusterContext, ClusterPlan, CniInstaller, Node} from '../contract/index.js'
import {provideCniImages} from '../cni-image/provide.js'
import {exportKubeconfig} from '../kubeconfig/export.js'
import {forgetKubeconfig} from '../kubeconfig/forget.js'
import {API_PORT} from '../kubeadm/documents.js'
import {installCoreDns} from '../kubeadm/coredns.js'
import {initControlPlane} from '../kubeadm/init.js'
import {newSecrets} from '../kubeadm/join-secrets.js'
import {controlPlanes, endpointNode, members} from '../plan/roles.js'
import {waitReady} from '../readiness/wait-ready.js'
import type {Loaded} from '../registry/load.js'
import type {SelectedRuntime} from '../registry/select-runtime.js'
import type {Progress, Step} from '../report/step.js'
import {checkReach} from './check-reach.js'
import {clusterContext} from './cluster-context.js'
import {recordPlan} from './cni-record.js'
import {createNodes} from './create-nodes.js'
import {installCni} from './install-cni.js'
import {joinAll} from './join-all.js'
import {keptCluster, undoneCluster, type Retain} from './retain.js'
import {settled} from '../settled.js'

export interface Chosen {
  readonly runtime: SelectedRuntime
  readonly cni: Loaded<CniInstaller> | null
}

/**
 * From a plan to a cluster that answers. Before the API answers, a failure or Ctrl-C leaves nothing; after it, the cluster stays for a
 * look, unless `retain` says otherwise.
 */
export async function createCluster(app: App, plan: ClusterPlan, chosen: Chosen, step: Step, retain: Retain): Promise<void> {
  await joinCluster(app, {plan, chosen, retain}, step, async (cluster, {images, dns}, endpoint) => {
    const {cni} = chosen
    await settled([dns, cni ? step('cni', `CNI ${cni.name}`, (progress) => installCni(cluster, cni, images, progress)) : recordPlan(cluster)])
    await step('ready', 'Ready', async (progress) => {
      await checkReach(cluster, endpoint)
      await waitReady(app, cluster, {cni, joined: plan.nodes}, progress)
    })
  })
}

export interface Joining {
  readonly plan: ClusterPlan
  readonly chosen: Chosen
  readonly retain: Retain
}

/** What goes on when all nodes have joined. */
export interface Pending {
  /** Resolves once the CNI's images are on every node. */
  readonly images: Promise<void>
  /** Resolves once CoreDNS is in the API. */
  readonly dns: Promise<void>
}

/** Waits for what it needs of `pending`, at least for the DNS; `endpoint` is the node whose port this machine uses. */
export type Finish<T> = (cluster: ClusterContext, pending: Pending, endpoint: Node) => Promise<T>

/**
 * The same up to where all nodes have joined and the CNI has placed its files; `finish` does the rest. A failure of `finish` is one of the
 * creation.
 */
export async function joinCluster<T>(app: App, {plan, chosen, retain}: Joining, step: Step, finish: Finish<T>): Promise<T> {
  const {provider: runtime, name: runtimeName} = chosen.runtime
  const ctx = contextFor(app, 'runtime', runtimeName)
  const background = new AbortController()
  let images = Promise.resolve()
  let dns = Promise.resolve()
  let apiAnswers = false
  try {
    const createNode = await step('runtime', `Runtime ${runtimeName}`, () => runtime.prepare(plan, ctx))
    const nodes = await step('nodes', plan.nodes.length === 1 ? 'Node' : `${plan.nodes.length} nodes`, (progress) => createNodes(plan, createNode, app.signal, progress))
    const joined = members(nodes) as [Node, ...Node[]]
    const endpoint = endpointNode(nodes)!
    images = provideCniImages({...app, signal: AbortSignal.any([app.signal, background.signal])}, plan, chosen.runtime, joined)
    const init = await step('control-plane', 'Control plane', async (progress) => {
      // The CNI's files have until the kubelet runs, which is after the certificates: both at once.
      const [result] = await settled([initControlPlane(plan, nodes[0], newSecrets({controlPlanes: controlPlanes(plan.nodes).length > 1}), progress), placeCni(plan, chosen.cni?.provider, joined)])
      return result
    })
    apiAnswers = true
    const cluster = clusterContext(plan, joined, ctx)
    dns = step('coredns', 'CoreDNS', () => installCoreDns(cluster))
    // Until somebody waits for it.
    dns.catch(() => {})
    const kubeconfig = step('kubeconfig', `Kubeconfig, context ${plan.kubeconfig.context}`, async () => {
      const {host, port} = await endpoint.reach(API_PORT)
      await exportKubeconfig({cluster: plan.name, adminConf: init.adminConf, runtime: runtimeName, server: `https://${host}:${port}`, env: app.env, home: app.home, setCurrent: true, signal: app.signal})
    })
    await settled([kubeconfig, step('join', joined.length === 1 ? 'Node object' : 'Other nodes', (progress) => joinAll(cluster, init.secrets, progress))])
    return await finish(cluster, {images, dns}, endpoint)
  } catch (error) {
    // Or downloads and builds would outlive the command, and imports into nodes race with the undo.
    background.abort(error)
    await Promise.allSettled([images, dns])
    if (retain === 'always' || (retain === 'auto' && apiAnswers)) throw keptCluster(error, plan, apiAnswers, app.signal)
    const cause: unknown = app.signal.aborted ? app.signal.reason : error
    const failures = await undo(app, plan, chosen.runtime)
    throw undoneCluster(cause, plan, failures)
  }
}

async function placeCni(plan: ClusterPlan, cni: CniInstaller | undefined, nodes: readonly Node[]): Promise<void> {
  if (cni?.place) await Promise.all(members(plan.nodes).map((planned, i) => cni.place!(nodes[i]!, planned, plan)))
}

/** Deleting, under a signal of its own: the first one may be aborted. Resolves to what went wrong, which must not hide the first error. */
async function undo(app: App, plan: ClusterPlan, runtime: SelectedRuntime): Promise<unknown[]> {
  const later = undoApp(app)
  const results = await Promise.allSettled([
    runtime.provider.removeCluster(plan.name, contextFor(later, 'runtime', runtime.name)),
    forgetKubeconfig({cluster: plan.name, env: app.env, home: app.home}),
  ])
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
}
