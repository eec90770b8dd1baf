import {requireRunning} from '../cluster/require-running.js'
import {KinaError} from '../errors.js'
import {controlPlanes} from '../plan/roles.js'
import type {OpenCluster} from './open-cluster.js'
import {quorumProblem, type Voter} from './quorum.js'

/** As much of a cluster as the decision needs. */
type Looked = Pick<OpenCluster, 'name' | 'nodes' | 'plan' | 'objects' | 'runtime' | 'first'>

/**
 * Refuses names that are no node's: neither the runtime has one, nor the cluster's record or its API.
 *
 * @throws KinaError E_NODE_NOT_FOUND
 */
export function checkNames({name, nodes, plan, objects}: Looked, leaving: ReadonlySet<string>): void {
  const known = new Set([...nodes.map((node) => node.name), ...plan.nodes.map((node) => node.name), ...objects.map(({metadata}) => metadata.name)])
  const unknown = [...leaving].filter((each) => !known.has(each))
  if (unknown.length === 0) return
  throw new KinaError({
    code: 'E_NODE_NOT_FOUND',
    exit: 2,
    message: `The cluster "${name}" has no node ${unknown.map((each) => `"${each}"`).join(', ')}. It has: ${[...known].join(', ')}.`,
    next: [`kina node list ${name}`, 'Nothing was changed.'],
  })
}

/**
 * Refuses what would lose the cluster or what etcd holds, before anything is touched.
 *
 * @param voters - etcd's members
 * @throws KinaError E_NODE_NEEDED, E_NODE_REMOVE, E_CLUSTER_NOT_FOUND
 */
export function checkRemoval(cluster: Looked, leaving: ReadonlySet<string>, voters: readonly Voter[]): void {
  const {name, nodes, plan, runtime, first: by} = cluster
  const balancer = nodes.find((node) => node.role === 'load-balancer' && leaving.has(node.name))
  if (balancer) throw needed(balancer.name, `${balancer.name} is the load balancer: this machine and the workers reach the API by way of it.`, [`kina cluster delete ${name} removes all of the cluster.`])
  const planes = controlPlanes(nodes)
  const dead = planes.filter((node) => !node.running && !leaving.has(node.name)).map((node) => node.name)
  const [first] = planes.filter((node) => leaving.has(node.name))
  const remain = controlPlanes(plan.nodes).filter((planned) => !leaving.has(planned.name) && nodes.some((node) => node.name === planned.name))
  if (remain.length === 0) throw needed(first?.name ?? plan.nodes[0].name, `Without ${[...leaving].join(', ')} the cluster "${name}" would have no control plane.`, [`kina cluster delete ${name} removes all of the cluster.`, `To replace it, add another one first: kina node add ${name} --role control-plane`])
  const problem = quorumProblem(voters, leaving)
  if (problem !== null) throw needed(first?.name ?? [...leaving][0]!, `etcd would lose its majority, and with it the cluster "${name}" all it knows: ${problem}.`, [...(dead.length > 0 ? [`Bring back what is down: kina cluster start ${name}`, `Or remove that first: kina node remove ${name} ${dead.join(' ')}`] : [`kina cluster status ${name} shows which member does not answer.`])])
  if (leaving.has(by.name)) throw needed(by.name, `No other API server of "${name}" than that of ${by.name} is ready.`, [`kina cluster status ${name} shows why.`])
  if (!runtime.provider.removeNode) throw new KinaError({code: 'E_NODE_REMOVE', exit: 2, message: `The runtime ${runtime.name} cannot remove a single node.`, next: [`kina cluster delete ${name} removes all of the cluster.`, 'Nothing was changed.']})
  requireRunning(cluster, leaving)
}

function needed(node: string, message: string, next: readonly string[]): KinaError {
  return new KinaError({code: 'E_NODE_NEEDED', exit: 2, node, message, next: [...next, 'Nothing was changed.']})
}
