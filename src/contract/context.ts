import type {ClusterPlan} from './cluster-plan.js'
import type {Node} from './node.js'

/** What core lends a provider for the length of one call. A plugin has no other way to the outside. */
export interface Context {
  /** Aborted by Ctrl-C and by the step's deadline. `exec` obeys it by itself. */
  readonly signal: AbortSignal
  readonly log: Log
  /** Absolute directories of this provider alone: `state` is kept, `cache` may vanish at any time. Not created yet. */
  readonly dirs: {readonly state: string; readonly cache: string}
  /** Runs a program on the host. Rejects on a non-zero exit unless told otherwise. */
  exec(argv: Argv, options?: ExecOptions): Promise<ExecResult>
}

/** A Context once the API server answers. */
export interface ClusterContext extends Context {
  readonly plan: ClusterPlan
  /** All joined nodes; the first is the one that ran `kubeadm init`. */
  readonly nodes: readonly [Node, ...Node[]]
  /** kubectl, inside the first node, with the admin's rights. */
  kubectl(args: readonly string[], options?: ExecOptions): Promise<ExecResult>
}

/** Where a provider speaks: shown under the running step, and kept for the error report. */
export interface Log {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
}

/** A program and its arguments; never a shell line. */
export type Argv = readonly [program: string, ...args: string[]]

export interface ExecOptions {
  /** Given to the program; its standard input is empty otherwise. */
  readonly stdin?: string | Uint8Array | AsyncIterable<Uint8Array>
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>
  /** Working directory, absolute. */
  readonly cwd?: string
  /** A non-zero exit is an answer, not a failure. */
  readonly allowFailure?: boolean
  /** After this time the program is ended, and the call rejects in words that name it. Absent: there is no limit of its own. */
  readonly timeoutSeconds?: number
  /** Gets standard output as it comes, instead of `stdout` of the result; awaited, so that a slow reader slows the program. */
  readonly onStdout?: (chunk: Uint8Array) => void | Promise<void>
}

export interface ExecResult {
  readonly exitCode: number
  /** UTF-8, complete, with the final newline if there was one. */
  readonly stdout: string
  readonly stderr: string
}
