import type {V1Pod} from '@kubernetes/client-node'
import type {ClusterContext, Node} from '../../contract/index.js'
import {openContainers, type OpenContainer} from './open-containers.js'

/** What is looked at: kubectl in a control plane, and the nodes. */
export interface Patient {
  readonly kubectl: ClusterContext['kubectl']
  readonly nodes: readonly Node[]
  /** How kubectl on this machine gets there, for commands in messages: `--context NAME`. */
  readonly access: string
}

/** What there is to see of a cluster that is not ready. Plain JSON. */
export interface Evidence {
  readonly access: string
  readonly pods: readonly V1Pod[]
  readonly containers: readonly LoggedContainer[]
  readonly events: readonly PodEvent[]
  readonly nodes: readonly NodeEvidence[]
  /** Address of the service `kubernetes`; empty when it could not be had. */
  readonly serviceAddress: string
  /** Where nodes find the API server without it, as `HOST:PORT`; empty as above. */
  readonly endpoint: string
  readonly kubeProxy: boolean
}

/** A container that is not as it should be. */
export interface LoggedContainer extends OpenContainer {
  /** The end of what it has said, of this time and the time before. */
  readonly log: string
}

export interface PodEvent {
  readonly namespace: string
  readonly pod: string
  readonly reason: string
  readonly message: string
}

export interface NodeEvidence {
  readonly name: string
  /** Why kubelet says that it is not Ready; null: it is. */
  readonly notReady: string | null
  /** Names in /etc/cni/net.d that a container runtime would read; null: it could not be looked at. */
  readonly cniConfigs: readonly string[] | null
}

/** So many containers' logs are read, the newest lines of each. */
const CONTAINERS = 8
const LINES = 40
/** For one program, in seconds. */
const LIMIT = 15

/** Everything at once; what cannot be had is empty, since a cluster that is not ready may not say much. */
export async function gather({kubectl, nodes, access}: Patient): Promise<Evidence> {
  const text = async (args: readonly string[]) => (await kubectl(args, {allowFailure: true, timeoutSeconds: LIMIT}).catch(() => ({stdout: ''}))).stdout
  const items = async <T>(...args: string[]) => itemsIn<T>(await text([...args, '--output', 'json']))
  const [pods, events, nodeItems, proxies, serviceAddress, server] = await Promise.all([
    items<V1Pod>('get', 'pods', '--all-namespaces'),
    items<EventItem>('get', 'events', '--all-namespaces', '--field-selector', 'type=Warning'),
    items<NodeItem>('get', 'nodes'),
    items('--namespace', 'kube-system', 'get', 'daemonsets', '--field-selector', 'metadata.name=kube-proxy'),
    text(['--namespace', 'default', 'get', 'service', 'kubernetes', '--output', 'jsonpath={.spec.clusterIP}']),
    text(['config', 'view', '--minify', '--output', 'jsonpath={.clusters[0].cluster.server}']),
  ])
  const open = openContainers(pods).slice(0, CONTAINERS)
  const [containers, nodeEvidence] = await Promise.all([
    Promise.all(open.map(async (container) => ({...container, log: await logOf(container, text)}))),
    Promise.all(nodes.map((node) => lookAt(node, nodeItems.find(({metadata}) => metadata.name === node.name)))),
  ])
  return {access, pods, containers, events: events.flatMap(podEvent), nodes: nodeEvidence, serviceAddress: serviceAddress.trim(), endpoint: server.trim().replace(/^https?:\/\//, ''), kubeProxy: proxies.length > 0}
}

async function logOf({namespace, pod, name, restarts}: OpenContainer, text: (args: readonly string[]) => Promise<string>): Promise<string> {
  const logs = ['--namespace', namespace, 'logs', pod, '--container', name, `--tail=${LINES}`]
  const [before, now] = await Promise.all([restarts > 0 ? text([...logs, '--previous']) : '', text(logs)])
  return [before, now].filter(Boolean).join('\n').trim()
}

interface EventItem {
  readonly involvedObject: {readonly kind?: string; readonly namespace?: string; readonly name?: string}
  readonly reason?: string
  readonly message?: string
}

function podEvent({involvedObject: {kind, namespace = '', name = ''}, reason = '', message = ''}: EventItem): PodEvent[] {
  return kind === 'Pod' ? [{namespace, pod: name, reason, message}] : []
}

interface NodeItem {
  readonly metadata: {readonly name: string}
  readonly status?: {readonly conditions?: readonly {readonly type: string; readonly status: string; readonly message?: string}[]}
}

/** containerd reads what ends so. */
const CONFIGS = `ls /etc/cni/net.d 2> /dev/null | grep -E '\\.(conf|conflist|json)$' || true`

async function lookAt(node: Node, item: NodeItem | undefined): Promise<NodeEvidence> {
  const ready = item?.status?.conditions?.find(({type}) => type === 'Ready')
  const listed = await node.exec(['sh', '-c', CONFIGS], {timeoutSeconds: LIMIT}).catch(() => null)
  return {name: node.name, notReady: item === undefined || ready?.status === 'True' ? null : (ready?.message ?? 'kubelet has said nothing yet'), cniConfigs: listed === null ? null : listed.stdout.split('\n').filter(Boolean)}
}

function itemsIn<T>(text: string): T[] {
  try {
    return (JSON.parse(text) as {items?: T[]}).items ?? []
  } catch {
    return []
  }
}

