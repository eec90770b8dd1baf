import type {Node} from '../contract/index.js'
import {readBolt, writeBolt, type BoltBucket} from './bolt-database.js'

/** Of containerd, which is stopped. */
const STORE = '/var/lib/containerd'
const SNAPSHOTTER = 'io.containerd.snapshotter.v1.overlayfs'
const DATABASES = ['io.containerd.metadata.v1.bolt/meta.db', `${SNAPSHOTTER}/metadata.db`]
/** What a file takes of a disk comes in blocks of this size on the file systems that nodes have. */
const BLOCK = 4096
/** Seconds from the year 1, from which Go counts, to 1970. */
const GO_EPOCH = 62_135_596_800

/**
 * Gives both databases of a stopped containerd a form that follows from the images alone. containerd notes when it learned of an image, and what a
 * snapshot takes on the disk of the moment; bolt's file shows in which order its pages were used. `time` is in seconds since 1970.
 */
export async function settleDatabases(node: Node, time: number): Promise<void> {
  const usage = usageOf((await node.exec(['find', `${STORE}/${SNAPSHOTTER}/snapshots`, '-mindepth', '2', '-printf', '%P %y %s\n'])).stdout)
  for (const path of DATABASES) {
    const chunks: Uint8Array[] = []
    await node.exec(['cat', `${STORE}/${path}`], {onStdout: (chunk) => void chunks.push(chunk)})
    const settled = writeBolt(settle(readBolt(Buffer.concat(chunks)), time, usage))
    // In place, which keeps owner and mode.
    await node.exec(['dd', `of=${STORE}/${path}`, 'status=none'], {stdin: settled})
  }
}

export interface Usage {
  /** In bytes. */
  readonly size: number
  /** Files and directories. */
  readonly inodes: number
}

/** By number of the snapshot, from lines `NUMBER/PATH TYPE SIZE` as find(1) prints them. Pure. */
export function usageOf(lines: string): ReadonlyMap<string, Usage> {
  const usage = new Map<string, Usage>()
  for (const line of lines.split('\n')) {
    const [, id, path, type, size] = /^(\d+)\/(fs(?:\/.*)?) (\w) (\d+)$/.exec(line) ?? []
    if (id === undefined || path === undefined) continue
    const before = usage.get(id) ?? {size: 0, inodes: 0}
    const blocks = type === 'f' ? Math.ceil(Number(size) / BLOCK) : Number(type === 'd')
    usage.set(id, {size: before.size + blocks * BLOCK, inodes: before.inodes + 1})
  }
  return usage
}

/** A bucket and all below it, with one time and with these sizes. Pure. */
export function settle({sequence, entries}: BoltBucket, time: number, usage: ReadonlyMap<string, Usage>): BoltBucket {
  const id = entries.find(({key}) => key.toString() === 'id')?.value
  const taken = Buffer.isBuffer(id) ? usage.get(String(readUvarint(id))) : undefined
  const value = (key: string, now: Buffer): Buffer => {
    if (key === 'createdat' || key === 'updatedat') return goTime(time)
    if (taken && key === 'size') return varint(taken.size)
    return taken && key === 'inodes' ? varint(taken.inodes) : now
  }
  return {sequence, entries: entries.map((entry) => ({key: entry.key, value: Buffer.isBuffer(entry.value) ? value(entry.key.toString(), entry.value) : settle(entry.value, time, usage)}))}
}

/** Go's `time.Time.MarshalBinary` in UTC: version, seconds, nanoseconds, and -1 minutes for "UTC". */
function goTime(time: number): Buffer {
  const bytes = Buffer.alloc(15)
  bytes.writeUInt8(1, 0)
  bytes.writeBigInt64BE(BigInt(time) + BigInt(GO_EPOCH), 1)
  bytes.writeInt16BE(-1, 13)
  return bytes
}

function readUvarint(bytes: Buffer): bigint {
  return bytes.reduce((number, byte, i) => number | (BigInt(byte & 0x7f) << BigInt(7 * i)), 0n)
}

/** Go's `binary.PutVarint`: zigzag, seven bits a byte. */
function varint(number: number): Buffer {
  const bytes: number[] = []
  let rest = BigInt(number) * 2n
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return Buffer.from([...bytes, Number(rest)])
}
