import type {FoundCluster} from '../cluster/find.js'
import {clusterKubectl} from '../cluster/cluster-context.js'
import type {ClusterContext, Node, NodeRole} from '../contract/index.js'
import {readyz} from '../kubeadm/wait-api.js'
import {controlPlanes} from '../plan/roles.js'
import {internalAddresses, nodeObjects, readyOf, type NodeObject} from './node-objects.js'

/** A node as `kina node list --json` shows it. */
export interface NodeDescription {
  /** Also that of its container or machine in the runtime. */
  readonly name: string
  readonly role: NodeRole
  /** `gone`: the cluster's API knows it, and the runtime does not. */
  readonly state: 'running' | 'stopped' | 'gone'
  /** As the runtime knows them, now. Empty unless it runs. */
  readonly addresses: readonly string[]
  /** As its object in the API says them. Null: there is none, or the API does not answer. */
  readonly recordedAddresses: readonly string[] | null
  /** Version of its kubelet, with the leading v. Null as above. */
  readonly kubelet: string | null
  readonly ready: boolean | null
  /** What the kubelet says of itself, or that it says nothing any more. */
  readonly message: string | null
  /** False: it is cordoned. */
  readonly schedulable: boolean | null
  /** Its part of the pods' CIDR. */
  readonly podCidr: string | null
  /** What it was made from; empty for one that is gone. */
  readonly image: string
}

/** What can be seen of a cluster's nodes, in whatever state it is. */
export interface SeenNodes {
  readonly nodes: readonly NodeDescription[]
  /** A control plane whose API server is ready; null: none is. */
  readonly first: Node | null
  readonly kubectl: ClusterContext['kubectl'] | null
}

/** The runtime tells what is there, the API what works; nodes that only the API knows come last. */
export async function describeNodes({nodes}: Pick<FoundCluster, 'nodes'>): Promise<SeenNodes> {
  const [addresses, first] = await Promise.all([Promise.all(nodes.map(addressesOf)), readyFirst(nodes)])
  const kubectl = first && clusterKubectl(first)
  const objects = kubectl ? await nodeObjects(kubectl).catch(() => null) : null
  const byName = new Map(objects?.map((object) => [object.metadata.name, object]))
  const there = nodes.map((node, i) => describe(node, addresses[i]!, byName.get(node.name)))
  const gone = (objects ?? []).filter(({metadata}) => !nodes.some(({name}) => name === metadata.name)).map(goneNode)
  return {nodes: [...there, ...gone], first, kubectl: objects && kubectl}
}

async function readyFirst(nodes: readonly Node[]): Promise<Node | null> {
  const running = controlPlanes(nodes).filter((node) => node.running)
  const ready = await Promise.all(running.map(async (node) => (await readyz(node).catch(() => ({ok: false}))).ok))
  return running.find((_, i) => ready[i]) ?? null
}

async function addressesOf(node: Node): Promise<readonly string[]> {
  return node.running ? node.addresses().catch(() => []) : []
}

function describe({name, role, running, image}: Node, addresses: readonly string[], object: NodeObject | undefined): NodeDescription {
  return {name, role, state: running ? 'running' : 'stopped', addresses, ...said(object), image}
}

function goneNode(object: NodeObject): NodeDescription {
  const role = object.metadata.labels?.['node-role.kubernetes.io/control-plane'] === undefined ? 'worker' : 'control-plane'
  return {name: object.metadata.name, role, state: 'gone', addresses: [], ...said(object), image: ''}
}

function said(object: NodeObject | undefined): Pick<NodeDescription, 'recordedAddresses' | 'kubelet' | 'ready' | 'message' | 'schedulable' | 'podCidr'> {
  if (!object) return {recordedAddresses: null, kubelet: null, ready: null, message: null, schedulable: null, podCidr: null}
  return {
    recordedAddresses: internalAddresses(object),
    kubelet: object.status?.nodeInfo?.kubeletVersion ?? null,
    ...readyOf(object),
    schedulable: object.spec.unschedulable !== true,
    podCidr: object.spec.podCIDR ?? null,
  }
}
