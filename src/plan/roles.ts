import type {NodeRole} from '../contract/index.js'

interface WithRole {
  readonly role: NodeRole
}

/** Nodes that are members of the Kubernetes cluster: those that run a kubelet. */
export function members<T extends WithRole>(nodes: readonly T[]): T[] {
  return nodes.filter(({role}) => role !== 'load-balancer')
}

/** In the order of the plan, or of the list that is given. */
export function controlPlanes<T extends WithRole>(nodes: readonly T[]): T[] {
  return nodes.filter(({role}) => role === 'control-plane')
}

/** The node that answers at the cluster's endpoint, for this machine and for workers: the load balancer where there is one. */
export function endpointNode<T extends WithRole>(nodes: readonly T[]): T | undefined {
  return nodes.find(({role}) => role === 'load-balancer') ?? controlPlanes(nodes)[0]
}
