import type {ClusterPlan} from '../contract/index.js'
import type {CreateOutcome} from '../cluster/create-from-flags.js'

/** What to do with a new cluster. */
export function createSummary({plan, seconds}: CreateOutcome): string {
  const {context, mergedPath} = plan.kubeconfig
  const nodes = plan.nodes.length === 1 ? 'one node' : `${plan.nodes.length} nodes`
  return [
    '',
    `Cluster "${plan.name}" ${stateOf(plan)} after ${seconds.toFixed(1)} s: Kubernetes ${plan.kubernetesVersion}, ${nodes}, CNI ${plan.cni ?? 'none'}, on ${plan.runtime}.`,
    `Context "${context}" is in ${mergedPath}.`,
    '',
    `  kubectl --context ${context} get nodes,pods -A`,
    `  kina cluster delete ${plan.name}`,
  ].join('\n')
}

/** Says no more than was seen. */
function stateOf({readyTimeoutSeconds, cni}: ClusterPlan): string {
  if (cni === null) return 'is up, with nodes NotReady until you install a CNI,'
  return readyTimeoutSeconds === 0 ? 'is up, not waited for,' : 'is ready'
}
