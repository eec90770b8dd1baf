import type {ClusterPlan, NodePlan, NodeRole} from 'kina/plugin'

/** A plan with one control plane, one worker and a load balancer, or with what is given. */
export function planOf(nodes: readonly [NodePlan, ...NodePlan[]] = THREE_NODES, cniOptions: Record<string, unknown> = {}): ClusterPlan {
  return {
    name: 'demo',
    kubernetesVersion: 'v1.31.0',
    runtime: 'fake',
    runtimeOptions: {},
    cni: 'ptp',
    cniOptions,
    image: {ref: 'kina/node:v1.31.0', own: true},
    network: {podCidrs: ['10.244.0.0/16'], serviceCidrs: ['10.96.0.0/16'], dnsDomain: 'cluster.local', endpoint: 'demo-api', kubeProxy: 'iptables'},
    api: {hostAddress: '127.0.0.1', hostPort: 40000},
    kernel: [],
    cniImages: [],
    nodes,
    kubeadmPatches: {merge: [], json6902: []},
    kubeconfig: {path: '/home/u/.kube/demo', mergedPath: '/home/u/.kube/config', context: 'kina-demo'},
    readyTimeoutSeconds: 120,
  }
}

export function nodePlan(name: string, role: NodeRole, podCidr: string): NodePlan {
  return {
    name,
    role,
    image: 'kina/node:v1.31.0',
    labels: {},
    nodeLabels: {},
    podCidr,
    aliases: [],
    ports: [],
    mounts: [],
    kubeadmPatches: {merge: [], json6902: []},
  }
}

const THREE_NODES = [
  nodePlan('demo-control-plane-1', 'control-plane', '10.244.0.0/24'),
  nodePlan('demo-worker-1', 'worker', '10.244.1.0/24'),
  nodePlan('demo-load-balancer-1', 'load-balancer', ''),
] as const
