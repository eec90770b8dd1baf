import type {ClusterContext} from '../../contract/index.js'
import type {Pod, PodNetwork, PodNetworkOptions} from './pod-network.js'
import {fetchArgv, PORT} from './workload.js'

/** Addresses of what runs in the namespace now. */
export async function lookAtPods(cluster: ClusterContext, namespace: string, options: PodNetworkOptions): Promise<PodNetwork> {
  const list = async (args: readonly string[]) => (JSON.parse((await cluster.kubectl(args)).stdout) as {items: Item[]}).items
  const [items, nodes] = await Promise.all([list(['-n', namespace, 'get', 'pods,services', '-o', 'json']), list(['get', 'nodes', '-o', 'json'])])
  const pods = items.filter(({kind}) => kind === 'Pod').map((item) => podOf(item, cluster, namespace, options.seconds?.request ?? 15))
  const pod = (name: string) => found(pods.find((candidate) => candidate.name === name), `pod ${name}`)
  const away = pods.filter(({name}) => name.startsWith('away-'))
  return {
    namespace,
    here: pod('here'),
    beside: pod('beside'),
    away,
    pods: [pod('here'), ...away],
    nodeAddresses: nodes.flatMap(({status}) => status.addresses?.filter(({type}) => type === 'InternalIP').map(({address}) => address) ?? []),
    apiAddress: firstAddress(found(cluster.plan.network.serviceCidrs[0], 'service CIDR')),
    domain: cluster.plan.network.dnsDomain,
    outside: options.outside,
    service: (name) => found(items.find(({kind, metadata}) => kind === 'Service' && metadata.name === name)?.spec.clusterIP, `service ${name}`),
    nodeProblem: (node, target) => nodeProblem(cluster, node, target),
  }
}

interface Item {
  readonly kind: string
  readonly metadata: {readonly name: string}
  readonly spec: {readonly nodeName?: string; readonly clusterIP?: string}
  readonly status: {readonly podIP?: string; readonly addresses?: readonly {readonly type: string; readonly address: string}[]}
}

function podOf({metadata: {name}, spec, status}: Item, {kubectl}: ClusterContext, namespace: string, seconds: number): Pod {
  return {
    name,
    node: spec.nodeName ?? '',
    ip: status.podIP ?? '',
    async fetch(host, port, path) {
      const argv = ['-n', namespace, 'exec', name, '--', ...fetchArgv({host, port, path}, seconds)]
      const {exitCode, stdout, stderr} = await kubectl(argv, {allowFailure: true})
      const [line = '', bytes = '0'] = stdout.split('\n')
      return exitCode === 0 ? {ok: true, line, bytes: Number(bytes)} : {ok: false, line: stderr.trim().split('\n')[0] ?? '', bytes: 0}
    },
  }
}

/** bash is in every node image; it opens the connection itself. */
async function nodeProblem({nodes}: ClusterContext, name: string, pod: Pod): Promise<string | null> {
  const node = found(nodes.find((candidate) => candidate.name === name), `node ${name}`)
  const open = ['timeout', '5', 'bash', '-c', 'exec 3<> "/dev/tcp/$0/$1"', pod.ip, String(PORT)] as const
  const {exitCode, stderr} = await node.exec(open, {allowFailure: true})
  return exitCode === 0 ? null : `${name} to ${pod.name} ${pod.ip}:${PORT}: ${stderr.trim() || `exit code ${exitCode}`}`
}

/** Kubernetes gives it to the service `kubernetes.default`. IPv4 only. */
export function firstAddress(cidr: string): string {
  const bytes = (cidr.split('/')[0] ?? '').split('.').map(Number)
  const sum = bytes.reduce((value, byte) => value * 256 + byte, 0) + 1
  return [24, 16, 8, 0].map((shift) => Math.floor(sum / 2 ** shift) % 256).join('.')
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the cluster has no ${what}`)
  return value
}
