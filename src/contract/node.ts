import type {NodeRole} from './cluster-plan.js'
import type {Argv, ExecOptions, ExecResult} from './context.js'

/** One node, wherever it runs. */
export interface Node {
  readonly cluster: string
  readonly name: string
  readonly role: NodeRole
  /** What {@link NodePlan.labels} said at its creation. */
  readonly labels: Readonly<Record<string, string>>
  readonly image: string
  readonly running: boolean
  /** Runs a program inside. Arguments and standard input arrive byte for byte; obeys the context's signal. */
  exec(argv: Argv, options?: ExecOptions): Promise<ExecResult>
  /** How other nodes see it, now. May change when the node restarts. */
  addresses(): Promise<readonly [string, ...string[]]>
  /** How the host sees one of its planned ports. May change when the node restarts. `hint`: what may be in the way when nothing answers there. */
  reach(port: number): Promise<{readonly host: string; readonly port: number; readonly hint?: string}>
  /** Console output, oldest first; works on a node that does not answer `exec`, and on a stopped one. */
  logs(): AsyncIterable<Uint8Array>
}
