import type {Node} from '../contract/index.js'
import {messageOf} from '../errors.js'
import {API_PORT} from '../kubeadm/documents.js'
import {inParallel} from '../node-image/in-parallel.js'
import type {Progress} from '../report/step.js'
import type {LogFolder} from './log-folder.js'
import {NODE_PIECES} from './node-pieces.js'
import {podLogs} from './pod-logs.js'
import {keep, run} from './run-piece.js'
import {Tail} from './tail.js'

/** The most that is kept of a console, in bytes. */
const CONSOLE = 4 * 1024 * 1024
/** How long a console may take, in milliseconds: it is read to its end, and a runtime could follow it. */
const CONSOLE_DEADLINE = 30_000
/** How many programs run in one node at a time. */
const AT_ONCE = 3

/** A node that was asked whether it answers, and what crictl said of its containers. */
export interface Looked {
  readonly node: Node
  /** Null: it answers. */
  readonly silent: string | null
  readonly inspected: string | null
}

/** Everything of one node: its console and what the runtime knows in any case, the rest when it answers. */
export async function collectNode(folder: LogFolder, {node, silent, inspected}: Looked, signal: AbortSignal, progress: Progress): Promise<void> {
  progress('console', node.name)
  await Promise.all([folder.write(`${node.name}/node.json`, JSON.stringify(await factsOf(node))), consoleOf(folder, node, signal)])
  if (silent !== null) return folder.lacks(node.name, silent)
  if (inspected !== null) await folder.write(`${node.name}/crictl/inspect.json`, inspected)
  await inParallel(AT_ONCE, NODE_PIECES, async ({path, argv, limit}) => {
    progress(path, node.name)
    await keep(folder, `${node.name}/${path}`, await run(node, argv, {limit, signal}))
  })
  progress('logs of pods', node.name)
  await podLogs(folder, node, signal)
}

/** What the runtime says of it, in place of `inspect.json`, whose form would be each runtime's own. */
async function factsOf(node: Node): Promise<object> {
  const {name, cluster, role, labels, image, running} = node
  const [addresses, api] = await Promise.all([node.addresses(), role === 'control-plane' ? node.reach(API_PORT) : null].map(async (asked) => asked && Promise.resolve(asked).catch((error: unknown) => messageOf(error))))
  return {name, cluster, role, running, image, labels, addresses, ...(api !== null && {api})}
}

async function consoleOf(folder: LogFolder, node: Node, signal: AbortSignal): Promise<void> {
  const path = `${node.name}/serial.log`
  const tail = new Tail(CONSOLE)
  const end = AbortSignal.any([signal, AbortSignal.timeout(CONSOLE_DEADLINE)])
  const ended = new Promise<never>((_, reject) => end.addEventListener('abort', () => reject(new Error('the console has not ended in time')), {once: true}))
  ended.catch(() => {})
  const reading = (async () => {
    for await (const chunk of node.logs()) {
      if (end.aborted) return
      tail.push(chunk)
    }
  })()
  const failure = await Promise.race([reading, ended]).then(() => null, messageOf)
  reading.catch(() => {})
  signal.throwIfAborted()
  await keep(folder, path, {text: tail.text(), failure})
}
