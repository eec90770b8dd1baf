import type {ClusterConfig} from '../config/cluster-config.js'
import {clusterDefaults} from '../config/defaults.js'
import type {ClusterPlan, CniNeeds, KubeconfigPlan, NetworkPlan} from '../contract/index.js'
import {endpointName} from './names.js'
import {nodePlans} from './node-plans.js'

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
    nodes: nodePlans(config, inputs, {network, api}),
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
