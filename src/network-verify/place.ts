import type {Argv, ClusterContext, ExecOptions, ExecResult, Node} from '../contract/index.js'

/** Where something asks or answers: a test pod, or a node itself. */
export interface Place {
  readonly kind: 'pod' | 'node'
  /** Of the pod or the node. */
  readonly name: string
  /** Name of its node; its own for a node. */
  readonly node: string
  /** IPv4. */
  readonly ip: string
  /** Runs a program in its network namespace. */
  exec(argv: Argv, options?: ExecOptions): Promise<ExecResult>
}

/** A pod's, by way of the API server and its kubelet, which need no pod network. */
export function podPlace({kubectl}: Pick<ClusterContext, 'kubectl'>, {namespace, name, node, ip}: {namespace: string; name: string; node: string; ip: string}): Place {
  return {kind: 'pod', name, node, ip, exec: (argv, options) => kubectl(['--namespace', namespace, 'exec', '--stdin', name, '--', ...argv], options)}
}

export function nodePlace(node: Node, ip: string): Place {
  return {kind: 'node', name: node.name, node: node.name, ip, exec: (argv, options) => node.exec(argv, options)}
}

/** As messages name it. */
export function label({kind, name, node}: Place): string {
  return kind === 'pod' ? `pod ${name} on ${node}` : `node ${name}`
}
