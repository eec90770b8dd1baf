import type {ClusterConfig, NodeConfig} from '../config/cluster-config.js'
import {present} from '../config/present.js'
import type {ApiPlan, NetworkPlan, NodePlan} from '../contract/index.js'
import {nodePodCidr} from './cidr.js'
import {LABELS} from './labels.js'
import {nodeNames} from './names.js'
import type {PlanInputs} from './plan.js'
import {endpointNode} from './roles.js'

/** Port of the API server on its node, and of the load balancer on its own. */
const API_NODE_PORT = 6443
/** What a load balancer gets where a node has to have a limit: systemd, containerd and the proxy take a quarter of it. */
const LOAD_BALANCER_MEMORY_MIB = 512

/** A node before it has its name. */
type Wanted = Omit<NodeConfig, 'role'> & Pick<NodePlan, 'role'>

const BLANK = {labels: {}, mounts: [], ports: [], kubeadmPatches: {merge: [], json6902: []}}

/** The nodes that are asked for. Control planes come first, since the first of them runs `kubeadm init`; the user's order is kept otherwise. */
export function nodeConfigs({nodes, controlPlanes = 1, workers = 0}: ClusterConfig): NodeConfig[] {
  const several = (role: NodeConfig['role'], length: number) => Array.from({length}, (): NodeConfig => ({role, ...BLANK}))
  const all = nodes ?? [...several('control-plane', controlPlanes), ...several('worker', workers)]
  return [...all.filter((node) => node.role === 'control-plane'), ...all.filter((node) => node.role !== 'control-plane')]
}

/** Those, and at the end the load balancer that several control planes need. */
export function wantedNodes(config: ClusterConfig): Wanted[] {
  const nodes = nodeConfigs(config)
  const several = nodes.filter(({role}) => role === 'control-plane').length > 1
  return several ? [...nodes, {role: 'load-balancer', ...BLANK, memoryMiB: LOAD_BALANCER_MEMORY_MIB}] : nodes
}

export function nodePlans(config: ClusterConfig, inputs: PlanInputs, {network, api}: {readonly network: NetworkPlan; readonly api: ApiPlan}): [NodePlan, ...NodePlan[]] {
  const nodes = wantedNodes(config)
  const names = nodeNames(inputs.name, nodes.map((node) => node.role))
  const chosen = inputs.chosenPorts.values()
  const endpoint = endpointNode(nodes)
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
        ...(node === endpoint && {[LABELS.api]: `${api.hostAddress}:${api.hostPort}`}),
      },
      nodeLabels: node.labels,
      // A load balancer runs no pods; it comes last, so the others' numbers have no gap.
      podCidr: node.role === 'load-balancer' ? '' : nodePodCidr(network.podCidrs[0]!, i),
      aliases: node === endpoint ? [network.endpoint] : [],
      ports: node === endpoint ? [{...api, nodePort: API_NODE_PORT, protocol: 'tcp' as const}, ...ports] : ports,
      mounts: node.mounts,
      ...(node.cpus !== undefined && {cpus: node.cpus}),
      ...(node.memoryMiB !== undefined && {memoryMiB: node.memoryMiB}),
      ...present({kernel: node.kernel ?? config.kernel}),
      kubeadmPatches: node.kubeadmPatches,
    }
  }) as [NodePlan, ...NodePlan[]]
}
