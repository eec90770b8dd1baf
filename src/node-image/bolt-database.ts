/** A bucket of a bolt database: buckets and values by key, in the order of their keys. */
export interface BoltBucket {
  /** What the next number given out by the bucket counts from. */
  readonly sequence: bigint
  readonly entries: readonly {readonly key: Buffer; readonly value: Buffer | BoltBucket}[]
}

/** The format of go.etcd.io/bbolt, version 2: the same since 2013. All numbers are little-endian. */
const MAGIC = 0xed0cdaed
const VERSION = 2
const FLAG = {branch: 1, leaf: 2, meta: 4, freelist: 16} as const
const BUCKET_LEAF = 1
const PAGE_HEADER = 16
const ELEMENT = 16
const BUCKET_HEADER = 16
/** Bytes of a meta page that its checksum covers. */
const CHECKED = 56

/** Reads a whole database that nobody has open. Pure. */
export function readBolt(file: Buffer): BoltBucket {
  const {root, sequence, pageSize} = newestMeta(file)
  const elements = (page: Buffer): BoltBucket['entries'] => {
    const [flags, count] = [page.readUInt16LE(8), page.readUInt16LE(10)]
    return Array.from({length: count}, (_, i) => page.subarray(PAGE_HEADER + i * ELEMENT)).flatMap((at) => {
      if (flags === FLAG.branch) return elements(pageAt(at.readBigUInt64LE(8)))
      if (flags !== FLAG.leaf) throw new Error(`a bolt page has the unknown flags ${flags}`)
      const [position, keySize, valueSize] = [at.readUInt32LE(4), at.readUInt32LE(8), at.readUInt32LE(12)]
      const [key, value] = [at.subarray(position, position + keySize), at.subarray(position + keySize, position + keySize + valueSize)]
      return [{key, value: at.readUInt32LE(0) === BUCKET_LEAF ? bucket(value) : value}]
    })
  }
  const pageAt = (id: bigint): Buffer => file.subarray(Number(id) * pageSize)
  const bucket = (value: Buffer): BoltBucket => {
    const id = value.readBigUInt64LE(0)
    return {sequence: value.readBigUInt64LE(8), entries: elements(id === 0n ? value.subarray(BUCKET_HEADER) : pageAt(id))}
  }
  return {sequence, entries: elements(pageAt(root))}
}

/**
 * A database of that content which depends on nothing else: each bucket is one leaf, in the order of a walk, no page is free, and no transaction
 * came before. bolt splits leaves when it first writes to them. Pure.
 */
export function writeBolt(top: BoltBucket, pageSize = 4096): Buffer {
  // Two meta pages, which take turns, and an empty list of free pages come first.
  const pages: Buffer[] = [Buffer.alloc(0), Buffer.alloc(0), page(2n, FLAG.freelist, 0, Buffer.alloc(0), pageSize)]
  let next = 3n
  const place = ({entries}: BoltBucket): bigint => {
    const leaf = entries.map(({key, value}) => (Buffer.isBuffer(value) ? {flags: 0, key, value} : {flags: BUCKET_LEAF, key, value: bucketHeader(place(value), value.sequence)}))
    const id = next
    const made = page(id, FLAG.leaf, leaf.length, leafBody(leaf), pageSize)
    next += BigInt(made.length / pageSize)
    pages.push(made)
    return id
  }
  const root = place(top)
  for (const id of [0, 1]) pages[id] = meta(BigInt(id), {root, sequence: top.sequence, pageSize, pages: next})
  return Buffer.concat(pages)
}

interface Meta {
  readonly root: bigint
  readonly sequence: bigint
  readonly pageSize: number
}

function newestMeta(file: Buffer): Meta {
  const size = file.length >= 2 * 4096 ? file.readUInt32LE(PAGE_HEADER + 8) : 0
  const valid = [0, size].flatMap((start) => {
    const at = file.subarray(start + PAGE_HEADER)
    if (size === 0 || at.length < CHECKED + 8 || at.readUInt32LE(0) !== MAGIC || at.readUInt32LE(4) !== VERSION || at.readBigUInt64LE(CHECKED) !== fnv1a(at.subarray(0, CHECKED))) return []
    return [{root: at.readBigUInt64LE(16), sequence: at.readBigUInt64LE(24), transaction: at.readBigUInt64LE(48), pageSize: size}]
  })
  const newest = valid.sort((a, b) => Number(b.transaction - a.transaction))[0]
  if (newest === undefined) throw new Error('this is no bolt database of version 2')
  return newest
}

function meta(id: bigint, {root, sequence, pageSize, pages}: Meta & {readonly pages: bigint}): Buffer {
  const body = Buffer.alloc(CHECKED + 8)
  for (const [at, value] of [[0, MAGIC], [4, VERSION], [8, pageSize]] as const) body.writeUInt32LE(value, at)
  for (const [at, value] of [[16, root], [24, sequence], [32, 2n], [40, pages], [48, id]] as const) body.writeBigUInt64LE(value, at)
  body.writeBigUInt64LE(fnv1a(body.subarray(0, CHECKED)), CHECKED)
  return page(id, FLAG.meta, 0, body, pageSize)
}

function page(id: bigint, flags: number, count: number, body: Buffer, pageSize: number): Buffer {
  const length = Math.ceil((PAGE_HEADER + body.length) / pageSize)
  const made = Buffer.alloc(length * pageSize)
  made.writeBigUInt64LE(id, 0)
  made.writeUInt16LE(flags, 8)
  made.writeUInt16LE(count, 10)
  made.writeUInt32LE(length - 1, 12)
  body.copy(made, PAGE_HEADER)
  return made
}

function leafBody(leaf: readonly {readonly flags: number; readonly key: Buffer; readonly value: Buffer}[]): Buffer {
  const headers = Buffer.alloc(leaf.length * ELEMENT)
  let position = headers.length
  leaf.forEach(({flags, key, value}, i) => {
    const numbers = [flags, position - i * ELEMENT, key.length, value.length]
    numbers.forEach((number, n) => headers.writeUInt32LE(number, i * ELEMENT + n * 4))
    position += key.length + value.length
  })
  return Buffer.concat([headers, ...leaf.flatMap(({key, value}) => [key, value])])
}

function bucketHeader(root: bigint, sequence: bigint): Buffer {
  const header = Buffer.alloc(BUCKET_HEADER)
  header.writeBigUInt64LE(root, 0)
  header.writeBigUInt64LE(sequence, 8)
  return header
}

/** FNV-1a of 64 bits. */
function fnv1a(bytes: Buffer): bigint {
  return bytes.reduce((hash, byte) => BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n), 0xcbf29ce484222325n)
}
