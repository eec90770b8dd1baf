import type {ClusterContext} from '../../contract/index.js'
import {lookAtPods} from './look-at-pods.js'
import {workload} from './workload.js'

export interface PodNetworkOptions {
  /**
   * Image of the test pods, with perl and IO::Socket. Default: kubeadm's image of kube-proxy, which is on every node. That holds for
   * node images built from source; in upstream's image of kube-proxy there is no perl.
   */
  readonly podImage?: string
  /** Somewhere outside of the cluster that answers HTTP. Absent: that is not checked. */
  readonly outside?: {readonly host: string; readonly port: number}
  /** How long pods may take to become ready, and each request to succeed. Default: 90 and 15. */
  readonly seconds?: {readonly pods?: number; readonly request?: number}
}

/** Test pods that run, and what is to be reached from them. */
export interface PodNetwork {
  readonly namespace: string
  /** On the first node. */
  readonly here: Pod
  readonly beside: Pod
  /** One on each other node. */
  readonly away: readonly Pod[]
  /** One on each node: `here` and `away`. */
  readonly pods: readonly Pod[]
  readonly nodeAddresses: readonly string[]
  readonly apiAddress: string
  readonly domain: string
  readonly outside: PodNetworkOptions['outside']
  /** Cluster address of a service of the namespace. */
  readonly service: (name: string) => string
  /** Why a node does not reach a pod; null when it does. */
  readonly nodeProblem: (node: string, pod: Pod) => Promise<string | null>
}

export interface Pod {
  readonly name: string
  readonly node: string
  readonly ip: string
  readonly fetch: (host: string, port: number, path: string) => Promise<Answer>
}

/** `line` is the first of the answer's body, or the reason why there is none. */
export interface Answer {
  readonly ok: boolean
  readonly line: string
  readonly bytes: number
}

/** Test pods, and the end of them. */
export interface OpenPodNetwork {
  readonly net: PodNetwork
  /** Removes the namespace. */
  close(): Promise<void>
}

/** Runs `use` with the test pods in a namespace of their own, which is gone afterwards. */
export async function withPodNetwork<T>(cluster: ClusterContext, options: PodNetworkOptions, use: (net: PodNetwork) => Promise<T>): Promise<T> {
  const {net, close} = await openPodNetwork(cluster, options)
  return use(net).finally(close)
}

/** Starts the test pods; when they do not become ready, they are removed and the error has their events. */
export async function openPodNetwork(cluster: ClusterContext, options: PodNetworkOptions): Promise<OpenPodNetwork> {
  const namespace = `kina-conformance-${Date.now().toString(36)}`
  const image = options.podImage ?? `registry.k8s.io/kube-proxy:${cluster.plan.kubernetesVersion}`
  const list = workload({namespace, image, nodes: cluster.nodes.map(({name}) => name)})
  const close = async () => void (await cluster.kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--timeout=60s'], {allowFailure: true}))
  try {
    await cluster.kubectl(['create', '-f', '-'], {stdin: JSON.stringify(list)})
    await podsReady(cluster, namespace, options.seconds?.pods ?? 90)
    return {net: await lookAtPods(cluster, namespace, options), close}
  } catch (error) {
    await close()
    throw error
  }
}

async function podsReady({kubectl}: ClusterContext, namespace: string, seconds: number): Promise<void> {
  const wait = ['wait', '--for=condition=Ready', 'pod', '--all', `--timeout=${seconds}s`]
  const {exitCode, stderr} = await kubectl(['-n', namespace, ...wait], {allowFailure: true})
  if (exitCode === 0) return
  const events = await kubectl(['-n', namespace, 'get', 'events', '--sort-by=.lastTimestamp'], {allowFailure: true})
  throw new Error(`test pods were not ready after ${seconds} s: ${stderr.trim()}\n${events.stdout.trim()}`)
}
