import type {ClusterContext, ClusterPlan, ExecOptions, ExecResult, NetworkPlan, Node} from 'kina/plugin'

export const network: NetworkPlan = {
  podCidrs: ['10.244.0.0/16'],
  serviceCidrs: ['10.96.0.0/16'],
  dnsDomain: 'cluster.local',
  endpoint: 'demo-api',
  kubeProxy: 'iptables',
}

export interface Answers {
  /** By what kubectl is asked to get: `daemonset`. Absent: nothing is there. */
  readonly get?: Readonly<Record<string, unknown>>
  /** Nodes on which every program fails. */
  readonly failing?: readonly string[]
  readonly cniOptions?: Record<string, unknown>
}

export interface FakeCluster extends ClusterContext {
  readonly asked: {readonly args: readonly string[]; readonly stdin: unknown}[]
}

/** Two nodes and a kubectl that answers what it is told to. */
export function fakeCluster({get = {}, failing = [], cniOptions = {}}: Answers = {}): FakeCluster {
  const asked: FakeCluster['asked'] = []
  const silent = () => undefined
  return {
    asked,
    plan: {name: 'demo', network, cniOptions} as unknown as ClusterPlan,
    nodes: [fakeNode('demo-control-plane-1', failing), fakeNode('demo-worker-1', failing)],
    signal: new AbortController().signal,
    log: {debug: silent, info: silent, warn: silent},
    dirs: {state: '/nowhere', cache: '/nowhere'},
    exec: () => Promise.reject(new Error('flannel runs nothing on the host')),
    async kubectl(args: readonly string[], options: ExecOptions = {}) {
      asked.push({args, stdin: options.stdin})
      const what = args[args.indexOf('get') + 1]
      const found = args.includes('get') && what !== undefined ? get[what] : undefined
      return result(0, found === undefined ? '' : JSON.stringify(found))
    },
  }
}

function fakeNode(name: string, failing: readonly string[]): Node {
  return {
    cluster: 'demo',
    name,
    role: 'worker',
    labels: {},
    image: 'kina/node:v1.31.0',
    running: true,
    async exec(argv, {allowFailure = false} = {}) {
      if (failing.includes(name) && !allowFailure) throw new Error(`${argv[0]} failed on ${name}`)
      return result(failing.includes(name) ? 1 : 0)
    },
    addresses: async () => ['10.89.0.2'],
    reach: () => Promise.reject(new Error('not reached')),
    async *logs() {},
  }
}

function result(exitCode: number, stdout = ''): ExecResult {
  return {exitCode, stdout, stderr: ''}
}
