import type {Node} from '../contract/index.js'
import {callOf, type Guarded} from './guard.js'
import {callAsync, callSync} from './provider-call.js'

type Method = (...args: unknown[]) => unknown

/** Guarded nodes, and the runtime's own object behind each: that is what the runtime gets back. */
const originals = new WeakMap<object, {readonly node: Node; readonly runtime: string}>()

/** The same node, its methods guarded. A plain object, so that it can be copied; its fields are read anew each time. */
export function guardNode(node: Node, guarded: Guarded): Node {
  const of = ` (${node.name})`
  const method = (name: 'exec' | 'addresses' | 'reach') => (...args: unknown[]) =>
    callAsync({...callOf(guarded, `node.${name}`, of), transparent: name === 'exec'}, node[name] as Method, node, args)
  const fields = (['cluster', 'name', 'role', 'labels', 'image', 'running'] as const).map((field) => [field, {get: () => node[field], enumerable: true}] as const)
  const methods = {exec: method('exec'), addresses: method('addresses'), reach: method('reach'), logs: () => guardedLogs(node, guarded, of)}
  const copy = Object.defineProperties(methods, Object.fromEntries(fields)) as unknown as Node
  originals.set(copy, {node, runtime: guarded.name})
  return copy
}

/** The runtime's own node behind a guarded one; anything else, and another runtime's node, is given back as it is. */
export function originalOf(value: unknown, runtime: string): unknown {
  const original = typeof value === 'object' && value !== null ? originals.get(value) : undefined
  return original?.runtime === runtime ? original.node : value
}

/** The deadline holds for each piece: how much there is of it is nobody's fault. */
async function* guardedLogs(node: Node, guarded: Guarded, of: string): AsyncIterable<Uint8Array> {
  const call = callOf(guarded, 'node.logs', of)
  const iterator = (callSync(call, () => node.logs(), node, []) as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
  const {shape: _, ...piece} = call
  try {
    for (;;) {
      const {done, value} = (await callAsync(piece, () => iterator.next(), iterator, [])) as IteratorResult<Uint8Array>
      if (done) return
      yield value
    }
  } finally {
    // Not awaited: an iterator that hangs hangs here as well.
    void Promise.resolve(iterator.return?.()).catch(() => {})
  }
}
