import {contextFor, type App} from '../app.js'
import {readRecord} from '../cluster/cni-record.js'
import {clusterContext, clusterKubectl} from '../cluster/cluster-context.js'
import {describeCluster, type ClusterDescription} from '../cluster/describe.js'
import type {FoundCluster} from '../cluster/find.js'
import {requireCluster} from '../cluster/require-cluster.js'
import type {CniInstaller, Node} from '../contract/index.js'
import {messageOf} from '../errors.js'
import {etcdMembers} from '../kubeadm/etcd-members.js'
import {describeNodes, type NodeDescription, type SeenNodes} from '../nodes/describe-nodes.js'
import {controlPlanes, members} from '../plan/roles.js'
import {diagnose, withCause} from '../readiness/diagnose/diagnose.js'
import {loadProvider} from '../registry/load.js'
import {accessStatus, type AccessStatus} from './access.js'
import {certificatesOf, type CertificateStatus} from './certificates.js'
import {controlPlaneComponents, loadBalancerComponent, type ComponentStatus} from './components.js'
import {problemsOf, type StatusProblem} from './problems.js'
import {systemComponents} from './system-objects.js'

/** Everything that can be said of a cluster at a look, as `kina cluster status --json` shows it. */
export interface ClusterStatus extends Pick<ClusterDescription, 'name' | 'kubernetes' | 'cni' | 'runtime' | 'api'> {
  /** `stopped`: no node runs. `troubled`: see `problems`. */
  readonly state: 'healthy' | 'troubled' | 'stopped'
  readonly nodes: readonly NodeDescription[]
  readonly components: readonly ComponentStatus[]
  /** Of nodes that run, the first to end first. */
  readonly certificates: readonly CertificateStatus[]
  readonly access: AccessStatus
  readonly problems: readonly StatusProblem[]
}

/** Exit codes of the command. */
export const STATUS_EXIT = {healthy: 0, troubled: 1, stopped: 3} as const

/**
 * Looks at a cluster and changes nothing. What cannot be looked at is said rather than thrown.
 *
 * @throws KinaError E_CLUSTER_NOT_FOUND
 */
export async function clusterStatus(app: App, name: string): Promise<ClusterStatus> {
  const found = await requireCluster(app, name)
  const [{kubernetes, cni, runtime, api}, seen, access] = await Promise.all([describeCluster(app, found), describeNodes(found), accessStatus(app, found)])
  const about = {name, kubernetes, cni, runtime, api, nodes: seen.nodes, access}
  const running = found.nodes.filter((node) => node.running)
  if (running.length === 0) return {...about, state: 'stopped', components: [], certificates: [], problems: [{node: null, text: 'all nodes are stopped', next: `kina cluster start ${name}`}]}
  const [components, certificates] = await Promise.all([componentsOf(app, found, seen, running), Promise.all(members(running).map((node) => certificatesOf(node).catch(() => [])))])
  const known = {...about, components, certificates: certificates.flat().toSorted((a, b) => a.ends.localeCompare(b.ends))}
  const problems = problemsOf({...known, apiAnswers: seen.kubectl !== null})
  return {...known, state: problems.length === 0 ? 'healthy' : 'troubled', problems}
}

async function componentsOf(app: App, found: FoundCluster, seen: SeenNodes, running: readonly Node[]): Promise<ComponentStatus[]> {
  const {kubectl, first} = seen
  const looks = await Promise.all([
    ...controlPlanes(running).map((node) => look('control plane', node.name, () => controlPlaneComponents(node))),
    ...running.filter(({role}) => role === 'load-balancer').map((node) => look('load-balancer', node.name, async () => [await loadBalancerComponent(node)])),
    ...(first ? [look('etcd member', null, () => strayMembers(first, seen.nodes))] : []),
    ...(kubectl && first ? [look('kube-system', null, () => systemComponents(kubectl)), look('CNI', null, () => cniComponent(app, found, {first, running}))] : []),
  ])
  return looks.flat()
}

/** What cannot be looked at is not well. */
async function look(name: string, node: string | null, work: () => Promise<ComponentStatus[]>): Promise<ComponentStatus[]> {
  return work().catch((error: unknown) => [{name, node, healthy: false, text: messageOf(error)}])
}

/** Members of etcd whose node is not there: each counts for its majority. */
async function strayMembers(first: Node, nodes: readonly NodeDescription[]): Promise<ComponentStatus[]> {
  const stray = (await etcdMembers(first)).filter(({name}) => !nodes.some((node) => node.name === name && node.state !== 'gone'))
  return stray.map(({name, peerURLs = []}) => ({name: 'etcd member', node: null, healthy: false, text: `etcd counts on ${name || peerURLs.join(', ')}, of which there is no node`}))
}

/** Asked of the CNI itself, as at a creation. */
async function cniComponent(app: App, {runtime}: FoundCluster, {first, running}: {readonly first: Node; readonly running: readonly Node[]}): Promise<ComponentStatus[]> {
  const ctx = contextFor(app, 'runtime', runtime.name)
  const record = await readRecord(clusterKubectl(first))
  if (!record) return [{name: 'CNI', node: null, healthy: null, text: 'not known: the cluster was made by an older kina'}]
  if (record.plan.cni === null) return [{name: 'CNI', node: null, healthy: null, text: 'none of kina’s'}]
  const name = `CNI ${record.plan.cni}`
  if (record.cniTakenAway) return [{name, node: null, healthy: null, text: 'taken away'}]
  if (!app.registry.cnis.has(record.plan.cni)) return [{name, node: null, healthy: null, text: 'its plugin is not installed here, so it cannot be asked'}]
  const {provider} = await loadProvider<CniInstaller>('cni', record.plan.cni, app.registry.cnis, app.registry.problems)
  const others = members(running).filter((node) => node.name !== first.name)
  const condition = await provider.ready(clusterContext(record.plan, [first, ...others], ctx))
  if (condition.met) return [{name, node: null, healthy: true, text: 'ready'}]
  // A CNI counts its pods; what keeps them is known as it is while a cluster becomes ready.
  const causes = await diagnose({kubectl: clusterKubectl(first), nodes: [first, ...others], access: `--context kina-${record.plan.name}`})
  return [{name, node: null, healthy: false, text: withCause(condition.reason, causes)}]
}
