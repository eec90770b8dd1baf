import {present} from '../config/present.js'
import type {ClusterPlan, NodePlan, NodeRole} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {nodePodCidr} from './cidr.js'
import {LABELS} from './labels.js'
import {freeNames} from './names.js'

/** What a cluster is to get more of. */
export interface MoreNodes {
  readonly role: Exclude<NodeRole, 'load-balancer'>
  readonly count: number
  /** Their image, as the backend's store names it. */
  readonly image: string
  /** Names and parts of the pods' CIDR that somebody has although the plan does not say so, such as what a killed kina has left. */
  readonly taken: {readonly names: Iterable<string>; readonly podCidrs: Iterable<string>}
}

export interface GrownPlan {
  readonly plan: ClusterPlan
  readonly added: readonly NodePlan[]
}

/**
 * The plan with more nodes, each with the next name and the next part of the pods' CIDR that is free. With processors,
 * memory and kernel as the first node of the same role; without ports, mounts, labels and patches, which belong to one node. Pure.
 *
 * @throws KinaError E_CONFIG_INVALID when names or addresses are used up
 */
export function withMoreNodes(plan: ClusterPlan, {role, count, image, taken}: MoreNodes): GrownPlan {
  const names = orRefused(() => freeNames(plan.name, role, {count, taken: new Set([...plan.nodes.map(({name}) => name), ...taken.names])}))
  const cidrs = orRefused(() => freePodCidrs(plan, count, new Set([...plan.nodes.map(({podCidr}) => podCidr), ...taken.podCidrs])))
  const like = plan.nodes.find((node) => node.role === role)
  const added = names.map((name, i): NodePlan => ({
    name,
    role,
    image,
    labels: {[LABELS.cluster]: plan.name, [LABELS.role]: role, [LABELS.kubernetes]: plan.kubernetesVersion, [LABELS.cni]: plan.cni ?? 'none'},
    nodeLabels: {},
    podCidr: cidrs[i]!,
    aliases: [],
    ports: [],
    mounts: [],
    ...present({cpus: like?.cpus, memoryMiB: like?.memoryMiB, kernel: (like ?? plan.nodes[0]).kernel}),
    kubeadmPatches: {merge: [], json6902: []},
  }))
  return {plan: {...plan, nodes: inOrder([...plan.nodes, ...added])}, added}
}

const ORDER: readonly NodeRole[] = ['control-plane', 'worker', 'load-balancer']

/** As a plan has them: control planes, then workers, then the load balancer. */
function inOrder(nodes: readonly NodePlan[]): ClusterPlan['nodes'] {
  return nodes.toSorted((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role)) as unknown as ClusterPlan['nodes']
}

function freePodCidrs({network}: ClusterPlan, count: number, taken: ReadonlySet<string>): string[] {
  const free: string[] = []
  for (let i = 0; free.length < count; i++) {
    const cidr = nodePodCidr(network.podCidrs[0]!, i)
    if (!taken.has(cidr)) free.push(cidr)
  }
  return free
}

/** What is used up is the user's to decide on. */
function orRefused<T>(find: () => T): T {
  try {
    return find()
  } catch (error) {
    throw new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message: `There is no room for so many nodes: ${messageOf(error)}`, next: ['Nothing was changed.']}, {cause: error})
  }
}
