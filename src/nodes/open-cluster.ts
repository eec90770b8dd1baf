import {contextFor, type App} from '../app.js'
import {clusterContext, clusterKubectl} from '../cluster/cluster-context.js'
import {readRecord} from '../cluster/cni-record.js'
import type {FoundCluster} from '../cluster/find.js'
import {requireCluster} from '../cluster/require-cluster.js'
import type {ClusterContext, ClusterPlan, CniInstaller, Node} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {readyz} from '../kubeadm/wait-api.js'
import {ownKubeconfigPath} from '../kubeconfig/paths.js'
import {controlPlanes, members} from '../plan/roles.js'
import {loadProvider, type Loaded} from '../registry/load.js'
import {nodeObjects, type NodeObject} from './node-objects.js'

/** A cluster that runs and whose nodes are to change. */
export interface OpenCluster extends FoundCluster {
  /** As it was written down when it was made or last changed. */
  readonly plan: ClusterPlan
  /** Null: none of kina's making is there. */
  readonly cni: Loaded<CniInstaller> | null
  readonly cniTakenAway: boolean
  /** A control plane whose API server is ready; kina works by way of it. */
  readonly first: Node
  readonly kubectl: ClusterContext['kubectl']
  readonly objects: readonly NodeObject[]
  /** What providers get: the plan as given, and those of these nodes that run a kubelet, `first` before others. */
  readonly context: (plan: ClusterPlan, nodes: readonly Node[]) => ClusterContext
}

/**
 * @param leaving - names of nodes that kina must not work by way of, because they are to go
 * @throws KinaError E_CLUSTER_NOT_FOUND, E_PLAN_MISSING
 */
export async function openCluster(app: App, name: string, leaving: ReadonlySet<string> = new Set()): Promise<OpenCluster> {
  const found = await requireCluster(app, name)
  const first = await readyControlPlane(found, leaving)
  const kubectl = clusterKubectl(first)
  const [record, objects] = await Promise.all([readRecord(kubectl), nodeObjects(kubectl)])
  if (!record) throw noPlan(name)
  const plan: ClusterPlan = {...record.plan, kubeconfig: {...record.plan.kubeconfig, path: ownKubeconfigPath(name, app.home)}}
  const cni = plan.cni === null || record.cniTakenAway ? null : await loadProvider<CniInstaller>('cni', plan.cni, app.registry.cnis, app.registry.problems)
  const ctx = contextFor(app, 'runtime', found.runtime.name)
  const context = (given: ClusterPlan, nodes: readonly Node[]) => clusterContext(given, [first, ...members(nodes).filter((node) => node.name !== first.name)], ctx)
  return {...found, plan, cni, cniTakenAway: record.cniTakenAway, first, kubectl, objects, context}
}

async function readyControlPlane({name, nodes}: FoundCluster, leaving: ReadonlySet<string>): Promise<Node> {
  const running = controlPlanes(nodes).filter((node) => node.running)
  const looks = await Promise.all(running.map(async (node) => ({node, ...(await readyz(node))})))
  const ready = looks.filter(({ok}) => ok)
  const first = ready.find(({node}) => !leaving.has(node.name)) ?? ready[0]
  if (first) return first.node
  const seen = looks.map(({node, text}) => `${node.name}: ${text}`)
  throw new KinaError({
    code: 'E_CLUSTER_NOT_FOUND',
    message: running.length === 0 ? `No control plane of "${name}" runs.` : `No API server of "${name}" is ready. ${seen.join('; ')}`,
    next: [`kina cluster start ${name}`, `kina cluster status ${name} shows what is wrong.`],
  })
}

function noPlan(name: string): KinaError {
  return new KinaError({
    code: 'E_PLAN_MISSING',
    message: `The cluster "${name}" was made by an older kina, which did not write down how: its nodes cannot be changed.`,
    next: [`A cluster made anew can have other nodes: kina cluster delete ${name}, then kina cluster create ${name}`],
  })
}
