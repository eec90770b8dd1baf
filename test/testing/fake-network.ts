import type {Argv, ClusterContext, ClusterPlan, ExecOptions, ExecResult, Node} from '../../src/contract/index.js'

export interface FakePod {
  readonly name: string
  readonly node: string
  readonly ip: string
}

export interface Faults {
  /** Default: two, `n1` and `n2`. */
  readonly nodes?: readonly [string, ...string[]]
  /** The client's address as the server sees it. */
  readonly sees?: (from: FakePod, to: FakePod) => string
  /** Why a host is not reached from a pod. */
  readonly broken?: (host: string, client: string) => string | undefined
  /** Why pods are not reached from their nodes. */
  readonly unreachable?: string
  /** Pods that are made after a restart of the kubelet reach nothing. */
  readonly frail?: boolean
  /** Bytes an answer may have. */
  readonly largest?: number
  /** NetworkPolicy objects change nothing. */
  readonly lawless?: boolean
  /** What `kubectl wait` says when pods do not become ready. */
  readonly unready?: string
}

export interface FakeNetwork {
  readonly cluster: ClusterContext
  /** What kubectl was asked, as lines. */
  readonly asked: string[]
}

/** A kubectl behind which a pod network works, but for the faults it is given. */
export function fakeNetwork(faults: Faults = {}): FakeNetwork {
  const asked: string[] = []
  const names = faults.nodes ?? (['n1', 'n2'] as const)
  const addresses = [{type: 'InternalIP', address: '10.89.0.2'}]
  let installed = false
  let restarted = false
  let version = 1
  let pods: FakePod[] = []
  let guarded = ''

  const answers: Record<string, (args: readonly string[], stdin: string) => Partial<ExecResult>> = {
    apply: () => ((installed = true), {}),
    create: (_, stdin) => (stdin.includes('"NetworkPolicy"') ? (guarded = guardedBy(stdin)) : (pods = podsOf(stdin)), {}),
    wait: () => (faults.unready === undefined ? {} : {exitCode: 1, stderr: faults.unready}),
    annotate: () => (version++, {}),
    delete: (args) => (args[1] === 'networkpolicy' && (guarded = ''), {}),
    exec: (args) => fetched(args[1] ?? '', args.slice(-4)),
    get: (args) => ({stdout: got(args[1] ?? '')}),
  }

  function fetched(client: string, [host = '', port = '', path = '']: readonly string[]): Partial<ExecResult> {
    const reason = restarted && faults.frail ? 'no route to host' : faults.broken?.(host, client)
    if (reason !== undefined) return {exitCode: 1, stderr: `${reason}\n`}
    if (port === '443' || port === '10250') return {stdout: 'Client sent an HTTP request to an HTTPS server.\n48\n'}
    const from = pods.find(({name}) => name === client)
    const to = pods.find(({ip, name}) => ip === host || name.replace(/-\d+$/, '') === /^(?:svc-)?(\w+)/.exec(host)?.[1]) ?? pods[0]
    if (!from || !to) return {exitCode: 1, stderr: 'no such pod'}
    if (to.name === guarded && !faults.lawless) return {exitCode: 1, stderr: 'connection timed out'}
    const bytes = Math.min(Number(/\d+$/.exec(path)?.[0] ?? 0) + 16, faults.largest ?? Infinity)
    return {stdout: `${to.name} ${faults.sees?.(from, to) ?? from.ip}\n${bytes}\n`}
  }

  function got(what: string): string {
    if (what === 'installed') return installed ? 'yes' : 'no'
    if (what === 'events') return 'Failed to pull image'
    if (what === 'nodes') return list(names.map((name) => ({kind: 'Node', metadata: {name}, spec: {}, status: {addresses}})))
    if (what !== 'pods,services') return list([{kind: 'ConfigMap', metadata: {name: 'c', uid: 'u', resourceVersion: String(version)}}])
    const services = ['here', 'beside', 'away', 'all'].map((name) => ({kind: 'Service', metadata: {name}, spec: {clusterIP: `svc-${name}`}, status: {}}))
    return list([...services, ...pods.map(({name, node, ip}) => ({kind: 'Pod', metadata: {name}, spec: {nodeName: node}, status: {podIP: ip}}))])
  }

  async function kubectl(args: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    const words = args[0] === '-n' ? args.slice(2) : args
    asked.push(words.join(' '))
    return {exitCode: 0, stdout: '', stderr: '', ...answers[words[0] ?? '']?.(words, String(options.stdin ?? ''))}
  }

  async function exec(argv: Argv): Promise<ExecResult> {
    if (argv[0] === 'systemctl') restarted = true
    if (argv[0] === 'timeout' && faults.unreachable !== undefined) return {exitCode: 1, stdout: '', stderr: faults.unreachable}
    return {exitCode: 0, stdout: '', stderr: ''}
  }

  return {asked, cluster: clusterOf(names, kubectl, exec)}
}

/** The pod that a policy is about. */
function guardedBy(manifest: string): string {
  const {spec} = JSON.parse(manifest) as {spec: {podSelector: {matchLabels: {role: string}}}}
  return spec.podSelector.matchLabels.role
}

function podsOf(manifest: string): FakePod[] {
  const {items} = JSON.parse(manifest) as {items: {kind: string; metadata: {name: string}; spec: {nodeName: string}}[]}
  const pods = items.filter(({kind}) => kind === 'Pod')
  return pods.map(({metadata: {name}, spec}) => ({
    name,
    node: spec.nodeName,
    ip: `10.244.${Number(spec.nodeName.slice(1)) - 1}.${name === 'beside' ? 3 : 2}`,
  }))
}

function clusterOf(names: readonly [string, ...string[]], kubectl: ClusterContext['kubectl'], exec: Node['exec']): ClusterContext {
  const [first, ...others] = names
  const silent = () => undefined
  const network = {podCidrs: ['10.244.0.0/16'], serviceCidrs: ['10.96.0.0/16'], dnsDomain: 'cluster.local', endpoint: 'demo-api', kubeProxy: 'iptables'}
  return {
    plan: {kubernetesVersion: 'v1.31.0', network, cniOptions: {}} as unknown as ClusterPlan,
    nodes: [nodeOf(first, exec), ...others.map((name) => nodeOf(name, exec))],
    signal: new AbortController().signal,
    log: {debug: silent, info: silent, warn: silent},
    dirs: {state: '/nowhere', cache: '/nowhere'},
    exec: () => Promise.reject(new Error('nothing runs on the host')),
    kubectl,
  }
}

function nodeOf(name: string, exec: Node['exec']): Node {
  return {name, exec} as unknown as Node
}

function list(items: readonly object[]): string {
  return JSON.stringify({items})
}
