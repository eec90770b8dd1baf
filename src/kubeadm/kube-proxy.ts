import type {ClusterContext, NetworkPlan} from '../contract/index.js'

/** What has to be known of a cluster for that. */
export interface ProxiedCluster {
  readonly plan: {readonly network: Pick<NetworkPlan, 'kubeProxy'>; readonly nodes: readonly unknown[]}
  readonly kubectl: ClusterContext['kubectl']
}

/**
 * Lets kube-proxy read the nodes' own /etc/hosts rather than kubelet's copy, which is made once for each container: where a runtime has no name
 * server, the cluster's name stands there, and means another address once the node behind it was started again. In a new cluster nothing has been rolled out yet.
 */
export async function showLiveHosts({plan, kubectl}: ProxiedCluster): Promise<void> {
  if (plan.network.kubeProxy === 'none' || plan.nodes.length === 1) return
  const spec = {
    volumes: [{name: 'node-hosts', hostPath: {path: '/etc/hosts', type: 'File'}}],
    containers: [{name: 'kube-proxy', volumeMounts: [{name: 'node-hosts', mountPath: '/etc/hosts', readOnly: true}]}],
  }
  await kubectl(['--namespace', 'kube-system', 'patch', 'daemonset', 'kube-proxy', '--patch', JSON.stringify({spec: {template: {spec}}})])
}
