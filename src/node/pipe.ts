import {once} from 'node:events'
import {PassThrough} from 'node:stream'
import type {Argv, Node} from '../contract/index.js'
import {onNode} from '../errors.js'

/** A program in a node. */
export interface NodeProgram {
  readonly node: Node
  readonly argv: Argv
}

/** How much may wait between the two, in bytes. */
const BETWEEN = 1 << 20

/** Runs a program in one node with the output of one in another, as it comes; nothing of it is kept on this machine. Rejects with whichever failed first. */
export async function pipeNodes(from: NodeProgram, to: NodeProgram): Promise<void> {
  const between = new PassThrough({highWaterMark: BETWEEN})
  // Whoever waits for it learns of its end by the failed program.
  between.on('error', () => {})
  const failures: unknown[] = []
  const fail = (node: Node) => (error: unknown) => {
    failures.push(onNode(error, node.name))
    between.destroy(new Error('the other program has ended'))
  }
  const giving = from.node.exec(from.argv, {onStdout: (chunk) => write(between, chunk)}).then(() => void between.end())
  const taking = to.node.exec(to.argv, {stdin: between})
  await Promise.all([giving.catch(fail(from.node)), taking.catch(fail(to.node))])
  if (failures.length > 0) throw failures[0]
}

async function write(stream: PassThrough, chunk: Uint8Array): Promise<void> {
  if (stream.destroyed) throw new Error('the other program has ended')
  if (!stream.write(chunk)) await once(stream, 'drain')
}
