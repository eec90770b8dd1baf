import {contextFor, type App} from '../app.js'
import {join} from '../cluster/join-all.js'
import {createSome} from '../cluster/create-nodes.js'
import {recordPlan} from '../cluster/cni-record.js'
import {installCni} from '../cluster/install-cni.js'
import {withClusterLock} from '../cluster/lock.js'
import {setNodeObject} from '../cluster/node-objects.js'
import {settled} from '../settled.js'
import {provideCniImages} from '../cni-image/provide.js'
import type {ClusterPlan, Node} from '../contract/index.js'
import {messageOf} from '../errors.js'
import type {KnownSecrets} from '../kubeadm/documents.js'
import {beginJoining, newSecrets} from '../kubeadm/join-secrets.js'
import {showLiveHosts} from '../kubeadm/kube-proxy.js'
import {changeLoadBalancer} from '../node/load-balancer.js'
import {withMoreNodes, type GrownPlan} from '../plan/more-nodes.js'
import {waitReady} from '../readiness/wait-ready.js'
import type {Progress, Step} from '../report/step.js'
import {takeBack, takeBackAbandoned} from './abandoned.js'
import {checkAddition, type Addition} from './check-addition.js'
import {cniImagesOf} from './cni-images.js'
import {openCluster, type OpenCluster} from './open-cluster.js'
import {imageOfMore, requireImage} from './require-image.js'
import {undoAddition} from './undo-addition.js'

export interface AddRequest extends Addition {
  readonly cluster: string
  /** How long the cluster may take to be ready again, in seconds; 0 does not wait. Default: as when it was made. */
  readonly waitSeconds?: number | undefined
}

export interface AddOutcome {
  readonly cluster: string
  /** Names of the new nodes. */
  readonly nodes: readonly string[]
  /** In seconds, all steps. */
  readonly seconds: number
}

/**
 * Adds nodes to a cluster that runs. They join as at its creation, the others learn of them, and all is waited for; after a failure or Ctrl-C
 * nothing of them is left.
 *
 * @throws KinaError E_CLUSTER_NOT_FOUND, E_PLAN_MISSING, E_LOAD_BALANCER_MISSING, E_NODE_LIMIT, E_NODE_CREATE, E_READY_TIMEOUT
 */
export async function addNodes(app: App, {cluster, waitSeconds, ...addition}: AddRequest, step: Step): Promise<AddOutcome> {
  const since = performance.now()
  const nodes = await withClusterLock(app, cluster, {wait: false}, async () => {
    const open = await openCluster(app, cluster)
    await takeBackAbandoned(open)
    checkAddition(open, addition)
    const taken = {names: [...open.nodes.map(({name}) => name), ...open.objects.map(({metadata}) => metadata.name)], podCidrs: open.objects.flatMap(({spec}) => spec.podCIDR ?? [])}
    const {plan, added} = withMoreNodes(open.plan, {...addition, image: imageOfMore(open.plan), taken})
    await requireImage(app, open, step)
    await grow(app, open, {plan: {...plan, cniImages: cniImagesOf(open)}, added, waitSeconds: waitSeconds ?? plan.readyTimeoutSeconds}, step)
    return added.map(({name}) => name)
  })
  return {cluster, nodes, seconds: (performance.now() - since) / 1000}
}

async function grow(app: App, open: OpenCluster, grown: GrownPlan & {readonly waitSeconds: number}, step: Step): Promise<void> {
  const {runtime, cni} = open
  const {plan, added, waitSeconds} = grown
  const secrets = newSecrets({controlPlanes: added.some(({role}) => role === 'control-plane')})
  const background = new AbortController()
  let images = Promise.resolve()
  try {
    const createNode = await step('runtime', `Runtime ${runtime.name}`, () => runtime.provider.prepare(plan, contextFor(app, 'runtime', runtime.name)))
    const [nodes, known] = await step('nodes', added.length === 1 ? 'Node' : `${added.length} nodes`, (progress) =>
      settled([createSome(plan, added, {createNode, signal: app.signal}, progress), beginJoining({kubectl: open.kubectl, signal: app.signal}, plan, open.first, secrets, progress)]),
    )
    images = provideCniImages({...app, signal: AbortSignal.any([app.signal, background.signal])}, plan, runtime, cni ? withoutImages(open, plan, nodes) : [])
    await step('join', added.length === 1 ? `${added[0]!.name} joins` : `${added.length} nodes join`, (progress) => joinAdded(open, grown, {nodes, secrets: known}, progress))
    const cluster = open.context(plan, [...open.nodes, ...nodes])
    if (cni) await step('cni', `CNI ${cni.name}`, (progress) => installCni(cluster, cni, images, progress))
    else await recordPlan(cluster, open)
    await step('ready', 'Ready', (progress) => waitReady(app, {...cluster, plan: {...plan, readyTimeoutSeconds: waitSeconds}}, {cni, joined: added}, progress))
  } catch (error) {
    background.abort(error)
    await images.catch(() => {})
    throw await undoAddition(app, open, {added, secrets}, error)
  }
  await takeBack(open, secrets).catch((error: unknown) => app.log.warn(`The token of the new nodes could not be taken back, and ends by itself within half an hour: ${messageOf(error)}`))
}

/** The CNI's files before a kubelet runs, as at a creation; the load balancer at the end, when there is something to lead to. */
async function joinAdded(open: OpenCluster, {plan, added}: GrownPlan, {nodes, secrets}: {readonly nodes: readonly Node[]; readonly secrets: KnownSecrets}, progress: Progress): Promise<void> {
  const cluster = open.context(plan, [...open.nodes, ...nodes])
  await settled(nodes.map((node, i) => open.cni?.provider.place?.(node, added[i]!, plan) ?? Promise.resolve()))
  await settled([
    ...nodes.map(async (node, i) => {
      await join(cluster, {planned: added[i]!, node, secrets}, progress)
      await setNodeObject(cluster, added[i]!)
    }),
    showLiveHosts(cluster),
  ])
  const balancer = open.nodes.find(({role}) => role === 'load-balancer')
  if (balancer && added.some(({role}) => role === 'control-plane')) await changeLoadBalancer(balancer, plan)
}

/** The new nodes; all of them when the CNI, newer than the cluster, wants other images than it has. */
function withoutImages(open: OpenCluster, plan: ClusterPlan, nodes: readonly Node[]): readonly Node[] {
  const refs = ({cniImages}: ClusterPlan) => cniImages.map(({ref}) => ref).join(' ')
  return refs(open.plan) === refs(plan) ? nodes : open.context(plan, [...open.nodes, ...nodes]).nodes
}
