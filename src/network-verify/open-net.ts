import {randomBytes, randomInt} from 'node:crypto'
import type {ClusterContext, Node} from '../contract/index.js'
import {messageOf} from '../errors.js'
import {guardName, LABEL, strangersOf} from './names.js'
import type {Net, PolicySupport, Service, Tested} from './net.js'
import {openOutside} from './outside.js'
import {nodePlace, podPlace, type Place} from './place.js'
import {provideImage} from './image.js'
import {workload} from './workload.js'

/** How long pods may take to become Ready, in seconds. */
const READY_WITHIN = 60
/** How long the end of the namespaces is waited for, in seconds. */
const GONE_WITHIN = 50

export interface OpenOptions {
  readonly policy: PolicySupport
  /** Whether pods and objects for NetworkPolicy are made. */
  readonly policies: boolean
  readonly progress: (text: string) => void
  readonly warn: (text: string) => void
}

/** Test pods, or why they are not Ready. */
export type Opened = {readonly net: Net} | {readonly notReady: string}

/** Starts the test pods, lends them, and removes them whatever happens. `cleanUp` is a kubectl that no interruption stops. */
export async function withNet<T>(cluster: Tested, {policy, policies, progress, warn}: OpenOptions, cleanUp: ClusterContext['kubectl'], work: (opened: Opened) => Promise<T>): Promise<T> {
  const {nodes} = cluster
  progress('image')
  const [outside] = await Promise.all([openOutside(nodes[0]), provideImage(nodes), removeNamespaces(cleanUp)])
  const namespace = `kina-network-verify-${randomBytes(3).toString('hex')}`
  const hostPort = randomInt(20_000, 30_000)
  try {
    progress('pods')
    const list = workload({namespace, nodes: nodes.map(({name}) => name), hostPort, policies: policies ? {outside: outside.host} : null})
    await cluster.kubectl(['create', '--filename', '-'], {stdin: JSON.stringify(list)})
    const notReady = await podsReady(cluster, namespace)
    return await work(notReady === null ? {net: await look(cluster, {namespace, hostPort, outside, policy})} : {notReady})
  } finally {
    outside.close()
    progress('removing what was made')
    // What was found is worth more than an end that takes long.
    await removeNamespaces(cleanUp).catch((error: unknown) => warn(`What was made in the cluster is not all removed; the next run removes it: ${messageOf(error)}`))
  }
}

/** Those of a kina that was killed, too: one kina at a time works on a cluster. */
async function removeNamespaces(kubectl: ClusterContext['kubectl']): Promise<void> {
  await kubectl(['delete', 'namespace', '--selector', LABEL, '--ignore-not-found', `--timeout=${GONE_WITHIN}s`])
}

async function podsReady({kubectl}: Tested, namespace: string): Promise<string | null> {
  const {exitCode, stderr} = await kubectl(['wait', '--all-namespaces', '--selector', LABEL, '--for=condition=Ready', 'pod', `--timeout=${READY_WITHIN}s`], {allowFailure: true})
  if (exitCode === 0) return null
  const events = await kubectl(['--namespace', namespace, 'get', 'events', '--field-selector', 'type=Warning', '--sort-by=.lastTimestamp', '--output', 'jsonpath={range .items[*]}{.involvedObject.name}: {.message}{"\\n"}{end}'], {allowFailure: true})
  const said = events.stdout.trim().split('\n').at(-1)
  return `test pods are not Ready after ${READY_WITHIN} s: ${said || stderr.trim().split('\n').at(-1) || 'no reason is known'}`
}

interface Item {
  readonly kind: string
  readonly metadata: {readonly name: string; readonly namespace?: string}
  readonly spec: {readonly nodeName?: string; readonly clusterIP?: string; readonly ports?: readonly {readonly protocol: string; readonly nodePort?: number}[]}
  readonly status: {readonly podIP?: string; readonly addresses?: readonly {readonly type: string; readonly address: string}[]}
}

async function look(cluster: Tested, known: Pick<Net, 'namespace' | 'hostPort' | 'outside' | 'policy'>): Promise<Net> {
  const {namespace} = known
  const list = async (args: readonly string[]) => (JSON.parse((await cluster.kubectl([...args, '--output', 'json'])).stdout) as {items: Item[]}).items
  const [items, strangers, nodeItems] = await Promise.all([list(['--namespace', namespace, 'get', 'pods,services']), list(['--namespace', strangersOf(namespace), 'get', 'pods']), list(['get', 'nodes'])])
  const places = [...items, ...strangers].filter(({kind}) => kind === 'Pod').map(({metadata, spec, status}) => podPlace(cluster, {namespace: metadata.namespace ?? namespace, name: metadata.name, node: spec.nodeName ?? '', ip: status.podIP ?? ''}))
  const place = (name: string): Place => found(places.find((candidate) => candidate.name === name), `pod ${name}`)
  return {
    ...known,
    cluster,
    here: place('here'),
    beside: place('beside'),
    away: places.filter(({name}) => name.startsWith('away-')),
    nodes: cluster.nodes.map((node) => nodePlace(node, addressOf(node, nodeItems))),
    guard: (guarded) => place(guardName(guarded)),
    stranger: () => place('stranger'),
    service: (name) => serviceOf(found(items.find(({kind, metadata}) => kind === 'Service' && metadata.name === name), `service ${name}`)),
  }
}

function addressOf({name}: Node, items: readonly Item[]): string {
  const item = items.find(({metadata}) => metadata.name === name)
  return found(item?.status.addresses?.find(({type, address}) => type === 'InternalIP' && address.includes('.'))?.address, `IPv4 address of ${name}`)
}

function serviceOf({metadata, spec}: Item): Service {
  const port = (protocol: string) => spec.ports?.find((candidate) => candidate.protocol === protocol)?.nodePort ?? 0
  return {name: metadata.name, address: spec.clusterIP ?? '', nodePort: {tcp: port('TCP'), udp: port('UDP')}}
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the cluster has no ${what}`)
  return value
}
