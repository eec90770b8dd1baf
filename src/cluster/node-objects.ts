import type {ClusterContext, NodePlan} from '../contract/index.js'
import {waitFor} from '../readiness/wait.js'

/** How long a node may take from `kubeadm join` to its object in the API, in milliseconds. */
const REGISTER_DEADLINE = 60_000

/** Gives the object of one joined node its part of the pods' CIDR, its labels and its role. */
export async function setNodeObject(cluster: ClusterContext, planned: NodePlan): Promise<void> {
  const patch = JSON.stringify({
    metadata: {labels: {...roleLabel(planned), ...planned.nodeLabels}},
    spec: {podCIDR: planned.podCidr, podCIDRs: [planned.podCidr]},
  })
  await waitFor(
    async () => {
      const {exitCode, stderr} = await cluster.kubectl(['patch', 'node', planned.name, '--type=merge', '-p', patch], {allowFailure: true})
      return exitCode === 0 ? {met: true} : {met: false, reason: stderr.trim()}
    },
    {name: `the object of node ${planned.name}`, deadline: REGISTER_DEADLINE, signal: cluster.signal, code: 'E_NODE_CREATE', node: planned.name, next: [`kubectl get node ${planned.name} -o yaml`]},
  )
}

/** kubeadm labels control planes only; `kubectl get nodes` shows workers without a role otherwise. */
function roleLabel({role}: NodePlan): Record<string, string> {
  return role === 'worker' ? {'node-role.kubernetes.io/worker': ''} : {}
}
