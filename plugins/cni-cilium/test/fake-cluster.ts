import type {Argv, ClusterContext, ClusterPlan, ExecOptions, ExecResult, NetworkPlan, Node} from 'kina/plugin'

/** As core plans it once Cilium has said that it replaces kube-proxy. */
export const network: NetworkPlan = {
  podCidrs: ['10.244.0.0/16'],
  serviceCidrs: ['10.96.0.0/16'],
  dnsDomain: 'cluster.local',
  endpoint: 'api.demo.internal',
  kubeProxy: 'none',
}

export interface Answers {
  /** By what kubectl is asked to get: `daemonset`, `deployment`. Absent: nothing is there. */
  readonly get?: Readonly<Record<string, unknown>>
  readonly cniOptions?: Record<string, unknown>
  readonly kubeProxy?: NetworkPlan['kubeProxy']
  /** Whether a program in a node fails, by its command line. Default: none does. */
  readonly fails?: (node: string, line: string) => boolean
}

export interface FakeCluster extends ClusterContext {
  /** Command lines of kubectl, and of programs in nodes after their node's name. */
  readonly ran: string[]
  /** Standard inputs by program. */
  readonly inputs: Record<string, string>
}

/** Two nodes whose programs do nothing but end. */
export function fakeCluster({get = {}, cniOptions = {}, kubeProxy = 'none', fails = () => false}: Answers = {}): FakeCluster {
  const ran: string[] = []
  const inputs: Record<string, string> = {}
  const silent = () => undefined
  const node = (name: string): Node => ({
    cluster: 'demo',
    name,
    role: 'worker',
    labels: {},
    image: 'kina/node:v1.37.2',
    running: true,
    async exec(argv: Argv, options: ExecOptions = {}) {
      const line = argv.join(' ')
      ran.push(`${name}: ${line}`)
      if (options.stdin !== undefined) inputs[argv[0].replace(/^.*\//, '')] = String(options.stdin)
      const exitCode = fails(name, line) ? 1 : 0
      if (exitCode !== 0 && !options.allowFailure) throw new Error(`${line} failed on ${name}`)
      return result(exitCode)
    },
    addresses: async () => ['10.89.0.2'],
    reach: () => Promise.reject(new Error('not reached')),
    async *logs() {},
  })
  return {
    ran,
    inputs,
    plan: {name: 'demo', network: {...network, kubeProxy}, cniOptions} as unknown as ClusterPlan,
    nodes: [node('demo-control-plane'), node('demo-worker')],
    signal: new AbortController().signal,
    log: {debug: silent, info: silent, warn: silent},
    dirs: {state: '/nowhere', cache: '/nowhere'},
    exec: () => Promise.reject(new Error('Cilium runs nothing on the host')),
    async kubectl(args, options = {}) {
      ran.push(`kubectl ${args.join(' ')}`)
      if (options.stdin !== undefined) inputs['kubectl'] = String(options.stdin)
      const what = args[args.indexOf('get') + 1]
      const found = args.includes('get') && what !== undefined ? get[what] : undefined
      if (typeof found === 'string') return result(0, found)
      return result(0, found === undefined ? '' : JSON.stringify(found))
    },
  }
}

function result(exitCode: number, stdout = ''): ExecResult {
  return {exitCode, stdout, stderr: ''}
}
