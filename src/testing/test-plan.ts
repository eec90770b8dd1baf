import type {ClusterPlan, NodePlan, Options} from '../contract/index.js'

const NO_PATCHES = {merge: [], json6902: []}

/** A node as core plans it, with the parts that matter to the test put in. */
export function testNode(cluster: string, given: Partial<NodePlan> & Pick<NodePlan, 'name' | 'image'>): NodePlan {
  const role = given.role ?? 'worker'
  return {
    role,
    nodeLabels: {},
    podCidr: '10.244.0.0/24',
    aliases: [],
    ports: [],
    mounts: [],
    kubeadmPatches: NO_PATCHES,
    ...given,
    labels: {'io.kina.cluster': cluster, 'io.kina.role': role, ...given.labels},
  }
}

/** A plan for these nodes. */
export function testPlan(name: string, runtime: string, nodes: readonly [NodePlan, ...NodePlan[]], runtimeOptions: Options = {}): ClusterPlan {
  return {
    name,
    kubernetesVersion: 'v0.0.0',
    runtime,
    runtimeOptions,
    cni: null,
    cniOptions: {},
    image: {ref: nodes[0].image, own: false},
    network: {podCidrs: ['10.244.0.0/16'], serviceCidrs: ['10.96.0.0/16'], dnsDomain: 'cluster.local', endpoint: `${name}-api`, kubeProxy: 'iptables'},
    api: {hostAddress: '127.0.0.1', hostPort: 0},
    kernel: [],
    cniImages: [],
    nodes,
    kubeadmPatches: NO_PATCHES,
    kubeconfig: {path: '', mergedPath: '', context: ''},
    readyTimeoutSeconds: 0,
  }
}
