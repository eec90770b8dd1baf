import type {Argv, ClusterContext, ClusterPlan, ExecOptions, ExecResult, Node, NodePlan} from 'kina/plugin'

export interface FakeNode extends Node {
  /** Every program that was run, with its standard input. */
  readonly ran: {readonly argv: Argv; readonly stdin: unknown}[]
}

export type Answer = (line: string, stdin: unknown) => Partial<ExecResult> | undefined

const LINKS = [{ifname: 'lo', mtu: 65536}, {ifname: 'eth0', mtu: 1450}]

/** Runs nothing: remembers, and answers what it is told to, or success. */
export function fakeNode(planned: NodePlan, answer: Answer = () => undefined): FakeNode {
  const ran: FakeNode['ran'] = []
  return {
    cluster: 'demo',
    name: planned.name,
    role: planned.role,
    labels: {},
    image: planned.image,
    running: true,
    ran,
    async exec(argv: Argv, options: ExecOptions = {}) {
      ran.push({argv, stdin: options.stdin})
      const line = argv.join(' ')
      const result = {exitCode: 0, stdout: network(line), stderr: '', ...answer(line, options.stdin)}
      if (result.exitCode !== 0 && !options.allowFailure) throw new Error(`${line}: exit code ${result.exitCode}`)
      return result
    },
    addresses: async () => ['10.89.0.2'],
    reach: () => Promise.reject(new Error('not reached')),
    async *logs() {},
  }
}

/** A cluster of which only the nodes and the plan may be touched. */
export function fakeCluster(nodes: readonly [Node, ...Node[]], plan: ClusterPlan): ClusterContext {
  const forbidden = () => Promise.reject(new Error('ptp must neither ask the API nor run anything on the host'))
  const silent = () => undefined
  return {
    plan,
    nodes,
    signal: new AbortController().signal,
    log: {debug: silent, info: silent, warn: silent},
    dirs: {state: '/nowhere', cache: '/nowhere'},
    exec: forbidden,
    kubectl: forbidden,
  }
}

function network(line: string): string {
  if (line.endsWith('route show default')) return '[{"dst":"default","gateway":"10.89.0.1","dev":"eth0"}]\n'
  return line.endsWith('link show') ? JSON.stringify(LINKS) : ''
}
