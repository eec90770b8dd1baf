import assert from 'node:assert/strict'
import {readBolt, writeBolt, type BoltBucket} from '../../src/node-image/bolt-database.js'

const key = (text: string) => Buffer.from(text)
const bucket = (entries: BoltBucket['entries'], sequence = 0n): BoltBucket => ({sequence, entries})

describe('bolt database', () => {
  const content = bucket([
    {key: key('images'), value: bucket([{key: key('a'), value: Buffer.from('one')}, {key: key('b'), value: bucket([])}], 7n)},
    {key: key('large'), value: bucket(Array.from({length: 500}, (_, i) => ({key: key(String(i).padStart(4, '0')), value: Buffer.alloc(40, i)})))},
    {key: key('plain'), value: Buffer.alloc(0)},
  ], 3n)

  it('is read as it was written, also where a bucket takes several pages', () => {
    assert.deepEqual(readBolt(writeBolt(content)), content)
    assert.deepEqual(readBolt(writeBolt(content, 16384)), content)
  })

  it('has the same bytes for the same content, whole pages of them', () => {
    const file = writeBolt(content)
    assert.deepEqual(writeBolt(readBolt(file)), file)
    assert.equal(file.length % 4096, 0)
  })

  it('is read from the newest of its two meta pages that is whole', () => {
    const file = writeBolt(content)
    // The second is the newer one; a transaction that was cut short while it was written leaves the first.
    file[4096 + 16 + 20]! ^= 0xff
    assert.deepEqual(readBolt(file), content)
    file[16 + 20]! ^= 0xff
    assert.throws(() => readBolt(file), /no bolt database/)
  })

  it('is read through branches and inline buckets, which bolt itself writes', () => {
    const file = withBranchAndInline()
    assert.deepEqual(readBolt(file), bucket([{key: key('a'), value: bucket([{key: key('x'), value: Buffer.from('y')}], 5n)}, {key: key('b'), value: Buffer.from('z')}]))
  })

  it('is nothing else', () => {
    assert.throws(() => readBolt(Buffer.alloc(0)), /no bolt database/)
    assert.throws(() => readBolt(Buffer.alloc(65536, 1)), /no bolt database/)
  })
})

/** A root that is a branch over two leaves, the first with a bucket that lies within its value. */
function withBranchAndInline(): Buffer {
  const file = Buffer.concat([writeBolt(bucket([])), Buffer.alloc(3 * 4096)])
  const rootPage = Number(file.readBigUInt64LE(4096 + 16 + 16))
  const leaf = (id: number, flags: number, name: string, value: Buffer) => {
    const at = file.subarray(id * 4096)
    at.writeBigUInt64LE(BigInt(id), 0)
    at.writeUInt16LE(2, 8)
    at.writeUInt16LE(1, 10)
    for (const [i, number] of [flags, 16, name.length, value.length].entries()) at.writeUInt32LE(number, 16 + 4 * i)
    Buffer.concat([key(name), value]).copy(at, 32)
  }
  const inline = Buffer.alloc(16 + 16 + 16 + 2)
  inline.writeBigUInt64LE(5n, 8)
  inline.writeUInt16LE(2, 16 + 8)
  inline.writeUInt16LE(1, 16 + 10)
  for (const [i, number] of [0, 16, 1, 1].entries()) inline.writeUInt32LE(number, 32 + 4 * i)
  inline.write('xy', 48)
  leaf(rootPage + 1, 1, 'a', inline)
  leaf(rootPage + 2, 0, 'b', Buffer.from('z'))
  const branch = file.subarray(rootPage * 4096)
  branch.writeUInt16LE(1, 8)
  branch.writeUInt16LE(2, 10)
  for (const i of [0, 1]) {
    const at = branch.subarray(16 + 16 * i)
    at.writeUInt32LE(32 - 16 * i + i, 0)
    at.writeUInt32LE(1, 4)
    at.writeBigUInt64LE(BigInt(rootPage + 1 + i), 8)
  }
  return file
}
