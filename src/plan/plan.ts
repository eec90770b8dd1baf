import type {ClusterConfig, NodeConfig} from '../config/cluster-config.js'
import {clusterDefaults} from '../config/defaults.js'
import type {ClusterPlan, CniNeeds, KubeconfigPlan, NetworkPlan, NodePlan, PortMapping} from '../contract/index.js'
import {present} from '../config/present.js'
import {nodePodCidr} from './cidr.js'
import {LABELS} from './labels.js'
import {endpointName, nodeNames} from './names.js'

/** Everything the plan needs that is not in the config: decided or found out before, so that planning is pure. */
export interface PlanInputs {
  readonly name: string
  readonly kubernetesVersion: string
  readonly image: ClusterPlan['image']
  readonly runtime: string
  readonly cni: string | null
  readonly needs: CniNeeds
  readonly apiHostPort: number
  /** Ports chosen for mappings that name none, in the order of the config's nodes and their ports. */
  readonly chosenPorts: readonly number[]
  readonly kubeconfig: KubeconfigPlan
}

/** How long a cluster may take to be ready once its CNI is installed, in seconds; `--wait` changes it. */
const WAIT_SECONDS = 300
/** Port of the API server on its node. */
const API_NODE_PORT = 6443

/** From config and decisions to the complete plan. Pure. */
export function makePlan(config: ClusterConfig, inputs: PlanInputs): ClusterPlan {
  const network = networkPlan(config, inputs)
  const api = {hostAddress: config.networking.apiServerAddress ?? clusterDefaults.apiServerAddress, hostPort: inputs.apiHostPort}
  return {
    name: inputs.name,
    kubernetesVersion: inputs.kubernetesVersion,
    runtime: inputs.runtime,
    runtimeOptions: config.runtimeOptions ?? {},
    cni: inputs.cni,
    cniOptions: config.cniOptions ?? {},
    image: inputs.image,
    network,
    api,
    kernel: inputs.needs.kernel.map((need) => need.feature),
    cniImages: inputs.needs.images,
    nodes: nodePlans(config, inputs, network, {hostAddress: api.hostAddress, hostPort: api.hostPort, nodePort: API_NODE_PORT, protocol: 'tcp'}),
    kubeadmPatches: config.kubeadmPatches,
    kubeconfig: inputs.kubeconfig,
    readyTimeoutSeconds: config.waitSeconds ?? WAIT_SECONDS,
  }
}

/** The network a CNI is asked about; `kubeProxy` is what the user wants, before the CNI's own answer. Pure. */
export function networkPlan(config: ClusterConfig, {name, needs}: Pick<PlanInputs, 'name'> & {needs?: CniNeeds}): NetworkPlan {
  const {podCidr, serviceCidr, dnsDomain, kubeProxyMode} = config.networking
  return {
    podCidrs: [podCidr ?? clusterDefaults.podCidr],
    serviceCidrs: [serviceCidr ?? clusterDefaults.serviceCidr],
    dnsDomain: dnsDomain ?? clusterDefaults.dnsDomain,
    endpoint: endpointName(name),
    kubeProxy: needs?.replacesKubeProxy ? 'none' : (kubeProxyMode ?? 'iptables'),
  }
}

/** The control plane comes first: it runs `kubeadm init`. Nodes keep the user's order otherwise. */
export function nodeConfigs(config: ClusterConfig): NodeConfig[] {
  const blank = {labels: {}, mounts: [], ports: [], kubeadmPatches: {merge: [], json6902: []}}
  const all = config.nodes ?? [{role: 'control-plane', ...blank}, ...Array.from({length: config.workers ?? 0}, () => ({role: 'worker' as const, ...blank}))]
  return [...all.filter((node) => node.role === 'control-plane'), ...all.filter((node) => node.role !== 'control-plane')] as NodeConfig[]
}

function nodePlans(config: ClusterConfig, inputs: PlanInputs, network: NetworkPlan, apiPort: PortMapping): [NodePlan, ...NodePlan[]] {
  const nodes = nodeConfigs(config)
  const names = nodeNames(inputs.name, nodes.map((node) => node.role))
  const chosen = inputs.chosenPorts.values()
  return nodes.map((node, i): NodePlan => {
    const ports = node.ports.map((port) => ({...port, hostPort: port.hostPort ?? chosen.next().value!}))
    return {
      name: names[i]!,
      role: node.role,
      image: node.image ?? inputs.image.ref,
      labels: {
        [LABELS.cluster]: inputs.name,
        [LABELS.role]: node.role,
        [LABELS.kubernetes]: inputs.kubernetesVersion,
        [LABELS.cni]: inputs.cni ?? 'none',
        ...(i === 0 && {[LABELS.api]: `${apiPort.hostAddress}:${apiPort.hostPort}`}),
      },
      nodeLabels: node.labels,
      podCidr: nodePodCidr(network.podCidrs[0]!, i),
      aliases: i === 0 ? [network.endpoint] : [],
      ports: i === 0 ? [apiPort, ...ports] : ports,
      mounts: node.mounts,
      ...(node.cpus !== undefined && {cpus: node.cpus}),
      ...(node.memoryMiB !== undefined && {memoryMiB: node.memoryMiB}),
      ...present({kernel: node.kernel ?? config.kernel}),
      kubeadmPatches: node.kubeadmPatches,
    }
  }) as [NodePlan, ...NodePlan[]]
}
