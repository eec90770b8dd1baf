/** A file of an initial RAM disk. */
export interface RamFile {
  /** Without the first slash. */
  readonly name: string
  /** With the type of file: 0o100755, 0o040755. */
  readonly mode: number
  readonly content?: Uint8Array
}

/** An archive as Linux takes it for its initial RAM disk: cpio's format "newc". */
export function cpio(files: readonly RamFile[]): Buffer {
  return Buffer.concat([...files, {name: 'TRAILER!!!', mode: 0}].flatMap(({name, mode, content = Buffer.of()}: RamFile, i) => {
    // Inode, mode, owner, group, links, time, size, two devices of two numbers each, length of the name, no sum.
    const numbers = [i + 1, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length + 1, 0]
    const head = Buffer.from(`070701${numbers.map((number) => number.toString(16).padStart(8, '0')).join('')}${name}\0`)
    return [padded(head), padded(content)]
  }))
}

function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
}
