import type {Argv, Node} from '../contract/index.js'
import {messageOf} from '../errors.js'
import type {LogFolder} from './log-folder.js'
import {Tail} from './tail.js'

/** The most that is kept of one output, in bytes. */
const LARGEST = 8 * 1024 * 1024

export interface Output {
  readonly text: string
  /** Null: it ended well. */
  readonly failure: string | null
}

/** Runs a program in a node and keeps the end of its output. Rejects only when the command was interrupted. */
export async function run(node: Node, argv: Argv, {limit = 30, signal}: {limit?: number | undefined; signal: AbortSignal}): Promise<Output> {
  const tail = new Tail(LARGEST)
  try {
    const {exitCode, stderr} = await node.exec(argv, {allowFailure: true, timeoutSeconds: limit, onStdout: (chunk) => tail.push(chunk)})
    return {text: tail.text(), failure: exitCode === 0 ? null : stderr.trim() || `exit code ${exitCode}`}
  } catch (error) {
    signal.throwIfAborted()
    return {text: tail.text(), failure: messageOf(error)}
  }
}

/** Writes what there is; what failed is noted, also when it said something before. */
export async function keep(folder: LogFolder, path: string, {text, failure}: Output): Promise<void> {
  if (text !== '') await folder.write(path, text)
  if (failure !== null) folder.lacks(path, failure)
}
