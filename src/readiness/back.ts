import type {V1Node, V1Pod} from '@kubernetes/client-node'
import type {Condition} from '../contract/index.js'
import type {ClusterView} from './cluster-view.js'

/** A node that was started. */
export interface StartedNode {
  readonly name: string
  /** When it was started last, by its own clock, in seconds since 1970. */
  readonly since: number
  /** Those it has now. */
  readonly addresses: readonly string[]
}

export interface Expected {
  readonly nodes: readonly StartedNode[]
  /** Without a CNI of kina's making, nodes may never have been Ready. */
  readonly hasCni: boolean
}

const unmet = (reason: string): Condition => ({met: false, reason})

/**
 * Whether what the API says of a started cluster is of now, and good. Right after a start it says what was so before: a node that was killed is Ready
 * there, and so are its pods. So only what was reported since the start counts. Pure.
 */
export function lookBack(view: Pick<ClusterView, 'nodes' | 'pods'>, {nodes, hasCni}: Expected): Condition {
  const objects = new Map(view.nodes().map((node) => [node.metadata?.name, node]))
  for (const node of nodes) {
    const problem = nodeProblem(objects.get(node.name), node, hasCni)
    if (problem) return unmet(`node ${node.name} ${problem}`)
  }
  const starts = new Map(nodes.map(({name, since}) => [name, since]))
  const waiting = view.pods().filter((pod) => (hasCni || pod.spec?.hostNetwork === true) && !isBack(pod, starts))
  return waiting.length === 0 ? {met: true} : unmet(`not Ready again: ${waiting.map(({metadata}) => metadata?.name).join(', ')}`)
}

/** When each node has reported last, in seconds since 1970. Pure. */
export function reportsIn(view: Pick<ClusterView, 'nodes'>): Map<string, number> {
  return new Map(view.nodes().map((node) => [node.metadata?.name ?? '', seconds(readyOf(node)?.lastHeartbeatTime ?? new Date(0))]))
}

function readyOf(node: V1Node | undefined) {
  return node?.status?.conditions?.find(({type}) => type === 'Ready')
}

function nodeProblem(object: V1Node | undefined, {since, addresses}: StartedNode, hasCni: boolean): string | undefined {
  const ready = readyOf(object)
  // The API keeps whole seconds: what was reported in the second of the start may be from before.
  if (!ready?.lastHeartbeatTime || seconds(ready.lastHeartbeatTime) <= since) return 'has not reported since its start'
  const known = object?.status?.addresses?.filter(({type}) => type === 'InternalIP').map(({address}) => address) ?? []
  if (!known.some((address) => addresses.includes(address))) return `still has the address ${known.join(', ')}`
  if (hasCni && ready.status !== 'True') return `is not Ready: ${ready.message ?? 'no status yet'}`
  return undefined
}

/**
 * Its node's start ended every container that ran before, and with that it was not Ready. A kubelet that has just begun may still say that it is, before
 * it has looked: such a Ready is the old one.
 */
function isBack({spec, status}: V1Pod, starts: ReadonlyMap<string, number>): boolean {
  if (status?.phase === 'Succeeded') return true
  const since = starts.get(spec?.nodeName ?? '')
  if (since === undefined) return false
  const later = (date: Date | undefined) => date !== undefined && seconds(date) >= since
  const ready = status?.conditions?.find(({type}) => type === 'Ready')
  return ready?.status === 'True' && later(ready.lastTransitionTime) && status?.containerStatuses?.every(({state}) => later(state?.running?.startedAt)) === true
}

function seconds(date: Date): number {
  return Math.floor(new Date(date).getTime() / 1000)
}
