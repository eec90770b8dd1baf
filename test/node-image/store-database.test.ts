import assert from 'node:assert/strict'
import type {BoltBucket} from '../../src/node-image/bolt-database.js'
import {settle, usageOf} from '../../src/node-image/store-database.js'

const entry = (name: string, value: Buffer | BoltBucket) => ({key: Buffer.from(name), value})
const bytes = (...values: number[]) => Buffer.from(values)

describe("containerd's databases in a form that follows from the images", () => {
  it('sizes are counted in blocks, by snapshot', () => {
    const usage = usageOf(['12/fs d 4096', '12/fs/etc d 60', '12/fs/etc/a file f 1', '12/fs/etc/link l 5', '12/fs/big f 4097', '12/work d 0', '3/fs d 4096', '9.tar f 100', ''].join('\n'))
    assert.deepEqual([...usage], [['12', {size: (2 + 1 + 2) * 4096, inodes: 5}], ['3', {size: 4096, inodes: 1}]])
  })

  it('times and sizes are settled wherever they stand, and nothing else', () => {
    const before: BoltBucket = {sequence: 9n, entries: [
      entry('createdat', bytes(1, 2, 3)),
      entry('labels', {sequence: 0n, entries: [entry('size', bytes(1))]}),
      entry('snapshot', {sequence: 0n, entries: [entry('id', bytes(0xac, 0x02)), entry('inodes', bytes(2)), entry('kind', bytes(3)), entry('size', bytes(2)), entry('updatedat', bytes(0))]}),
    ]}
    const after = settle(before, 0, new Map([['300', {size: 8192, inodes: 3}]]))
    // Go: time.Unix(0, 0).UTC().MarshalBinary(); binary.AppendVarint(nil, 3) and (nil, 8192).
    const epoch = bytes(1, 0, 0, 0, 0x0e, 0x77, 0x91, 0xf7, 0, 0, 0, 0, 0, 0xff, 0xff)
    assert.deepEqual(after, {sequence: 9n, entries: [
      entry('createdat', epoch),
      entry('labels', {sequence: 0n, entries: [entry('size', bytes(1))]}),
      entry('snapshot', {sequence: 0n, entries: [entry('id', bytes(0xac, 0x02)), entry('inodes', bytes(6)), entry('kind', bytes(3)), entry('size', bytes(0x80, 0x80, 0x01)), entry('updatedat', epoch)]}),
    ]})
  })
})
