import {requireRunning} from '../cluster/require-running.js'
import {KinaError} from '../errors.js'
import type {OpenCluster} from './open-cluster.js'

/** What is asked for. */
export interface Addition {
  readonly role: 'control-plane' | 'worker'
  readonly count: number
}

/**
 * Refuses what cannot be, before anything is made.
 *
 * @throws KinaError E_NODE_LIMIT, E_LOAD_BALANCER_MISSING, E_CLUSTER_NOT_FOUND, E_NODE_REMOVE
 */
export function checkAddition({name, nodes, plan, runtime}: Pick<OpenCluster, 'name' | 'nodes' | 'plan' | 'runtime'>, {role, count}: Addition): void {
  if (role === 'control-plane' && !nodes.some((node) => node.role === 'load-balancer')) throw noLoadBalancer(name)
  if (!runtime.provider.removeNode) throw new KinaError({code: 'E_NODE_REMOVE', exit: 2, message: `The runtime ${runtime.name} cannot remove a single node, so kina adds none that it could not take back.`, next: ['Nothing was changed.']})
  const {nodeLimit} = runtime
  const wanted = nodes.length + count
  if (nodeLimit !== undefined && wanted > nodeLimit.max) throw new KinaError({code: 'E_NODE_LIMIT', exit: 2, message: `The runtime ${runtime.name} allows ${nodeLimit.max} nodes in a cluster on this machine, and there would be ${wanted}: ${nodeLimit.reason}`, next: ['Nothing was changed.']})
  const gone = plan.nodes.filter((planned) => !nodes.some((node) => node.name === planned.name)).map((node) => node.name)
  if (gone.length > 0) throw new KinaError({code: 'E_CLUSTER_NOT_FOUND', message: `Of "${name}" ${gone.join(', ')} ${gone.length === 1 ? 'is' : 'are'} gone, without kina.`, next: [`kina node remove ${name} ${gone.join(' ')}`]})
  requireRunning({name, nodes})
}

/** Its endpoint is the control plane itself: the port of this machine and the cluster's name lead there, and cannot be moved while it lives. */
function noLoadBalancer(name: string): KinaError {
  return new KinaError({
    code: 'E_LOAD_BALANCER_MISSING',
    exit: 2,
    message: `The cluster "${name}" was made with one control plane, and without the load balancer that stands before several: its endpoint is that control plane's own.`,
    next: [`A cluster that is made with several has one, and takes more: kina cluster create NAME --control-planes 3`, `Workers can be added to this one: kina node add ${name}`, 'Nothing was changed.'],
  })
}
