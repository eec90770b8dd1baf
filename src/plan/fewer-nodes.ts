import {parse} from 'yaml'
import type {ClusterPlan, KubeadmPatches} from '../contract/index.js'

/** Its patches for this kind hold for the cluster, whichever control plane is first; see `patchedClusterConfiguration`. */
const OF_THE_CLUSTER = 'ClusterConfiguration'

/**
 * The plan without some of its nodes. When the first goes, what its patches have made of the cluster's own configuration stays. Pure.
 *
 * @param leaving - names; at least one control plane is not among them
 */
export function withoutNodes(plan: ClusterPlan, leaving: ReadonlySet<string>): ClusterPlan {
  const nodes = plan.nodes.filter(({name}) => !leaving.has(name)) as unknown as ClusterPlan['nodes']
  if (nodes[0]?.role !== 'control-plane') throw new RangeError(`${plan.name} would have no control plane`)
  const [former] = plan.nodes
  return {...plan, nodes, kubeadmPatches: nodes[0] === former ? plan.kubeadmPatches : together(plan.kubeadmPatches, former.kubeadmPatches)}
}

function together(cluster: KubeadmPatches, former: KubeadmPatches): KubeadmPatches {
  return {
    merge: [...cluster.merge, ...former.merge.filter((text) => (parse(text) as {kind?: string} | null)?.kind === OF_THE_CLUSTER)],
    json6902: [...cluster.json6902, ...former.json6902.filter(({kind}) => kind === OF_THE_CLUSTER)],
  }
}
