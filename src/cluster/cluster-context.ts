import type {ClusterContext, ClusterPlan, Context, Node} from '../contract/index.js'

const ADMIN = '/etc/kubernetes/admin.conf'

/** A Context for a cluster whose API answers; kubectl runs inside the first node, so the host needs none and versions always match. */
export function clusterContext(plan: ClusterPlan, nodes: readonly [Node, ...Node[]], ctx: Context): ClusterContext {
  return {
    ...ctx,
    plan,
    nodes,
    kubectl: clusterKubectl(nodes[0]),
  }
}

/** kubectl inside a control plane, with the admin's rights. */
export function clusterKubectl(controlPlane: Node): ClusterContext['kubectl'] {
  return (args, options) => controlPlane.exec(['kubectl', '--kubeconfig', ADMIN, ...args], options)
}
