import type {ClusterContext, Node} from '../contract/index.js'

/** One member of a cluster before its upgrade, as the API and the node itself tell. */
export interface Member {
  readonly node: Node
  /** Of its kubelet, such as `v1.36.3`; absent: the API knows no such node. */
  readonly kubelet?: string
  /** Of its containerd, without a leading v; absent: another runtime, or not known. */
  readonly containerd?: string
  readonly ready: boolean
  /** Whether pods without tolerations may come to it now. */
  readonly takesPods: boolean
  /** Whether kina built its image. */
  readonly own: boolean
}

/** How a cluster stands. */
export interface Standing {
  /** What its API server is. */
  readonly api: string
  /** Control planes first, in the order in which they are upgraded. */
  readonly members: readonly Member[]
}

interface NodeList {
  readonly items: readonly NodeObject[]
}

interface NodeObject {
  readonly metadata: {readonly name: string}
  readonly spec: {readonly unschedulable?: boolean; readonly taints?: readonly {readonly effect: string}[]}
  readonly status: {
    readonly nodeInfo: {readonly kubeletVersion: string; readonly containerRuntimeVersion: string}
    readonly conditions?: readonly {readonly type: string; readonly status: string}[]
  }
}

/** Looks at a running cluster. Changes nothing. */
export async function lookAtStanding({kubectl}: Pick<ClusterContext, 'kubectl'>, nodes: readonly Node[]): Promise<Standing> {
  const [objects, api, own] = await Promise.all([nodeObjects(kubectl), apiVersion(kubectl), Promise.all(nodes.map(isOwn))])
  return {api, members: nodes.map((node, i) => ({node, own: own[i] === true, ...stateOf(objects.find(({metadata}) => metadata.name === node.name))}))}
}

async function nodeObjects(kubectl: ClusterContext['kubectl']): Promise<readonly NodeObject[]> {
  const {stdout} = await kubectl(['get', 'nodes', '--output', 'json'])
  return (JSON.parse(stdout) as NodeList).items
}

async function apiVersion(kubectl: ClusterContext['kubectl']): Promise<string> {
  const {stdout} = await kubectl(['version', '--output', 'json'])
  return (JSON.parse(stdout) as {serverVersion: {gitVersion: string}}).serverVersion.gitVersion
}

/** The store in the image is kina's way, and nobody else's. */
async function isOwn(node: Node): Promise<boolean> {
  return (await node.exec(['test', '-d', '/kina/containerd'], {allowFailure: true})).exitCode === 0
}

function stateOf(object: NodeObject | undefined): Omit<Member, 'node' | 'own'> {
  if (object === undefined) return {ready: false, takesPods: false}
  const {nodeInfo, conditions = []} = object.status
  const containerd = /^containerd:\/\/v?(.+)$/.exec(nodeInfo.containerRuntimeVersion)?.[1]
  return {
    kubelet: nodeInfo.kubeletVersion,
    ...(containerd !== undefined && {containerd}),
    ready: conditions.some(({type, status}) => type === 'Ready' && status === 'True'),
    takesPods: object.spec.unschedulable !== true && !(object.spec.taints ?? []).some(({effect}) => effect !== 'PreferNoSchedule'),
  }
}
