import {createHash} from 'node:crypto'
import {posix} from 'node:path'
import type {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {extract} from 'tar-stream'

/** What is known of a file in an archive without keeping it. */
export interface Surveyed {
  /** Its name in the archive; where it is a link, that of what it links to. */
  readonly name: string
  /** SHA-256, hexadecimal. */
  readonly digest: string
  readonly size: number
  /** The first bytes, up to four. */
  readonly head: Uint8Array
  /** Of what looks like JSON and is not too large to be an image's document. */
  readonly text?: string
}

/** Files by name. */
export type Survey = ReadonlyMap<string, Surveyed>

/** OCI registries take no larger documents, in bytes. */
const DOCUMENT = 4 << 20

/** Reads a tar to its end, and every file in it once. Rejects when it is no tar, or cut off. */
export async function surveyArchive(tar: Readable, signal: AbortSignal): Promise<Survey> {
  const files = new Map<string, Surveyed>()
  const links = new Map<string, string>()
  const entries = extract()
  const reading = pipeline(tar, entries, {signal})
  const looking = async () => {
    for await (const entry of entries) {
      const {type, size = 0, linkname} = entry.header
      const name = posix.normalize(entry.header.name)
      if (type === 'symlink') links.set(name, posix.join(posix.dirname(name), linkname ?? ''))
      else if (type === 'link') links.set(name, posix.normalize(linkname ?? ''))
      if (type === 'file' || type === 'contiguous-file') files.set(name, await lookAt(name, size, entry as unknown as AsyncIterable<Uint8Array>))
      else entry.resume()
    }
  }
  await Promise.all([reading, looking()])
  // Some tools save a layer that two images share as a link the second time.
  for (const [name, target] of links) {
    const file = files.get(links.get(target) ?? target)
    if (file) files.set(name, file)
  }
  return files
}

async function lookAt(name: string, size: number, content: AsyncIterable<Uint8Array>): Promise<Surveyed> {
  const hash = createHash('sha256')
  const kept: Uint8Array[] = []
  let head: Uint8Array = Buffer.of()
  let isDocument = size <= DOCUMENT
  for await (const chunk of content) {
    hash.update(chunk)
    if (head.length < 4) head = Buffer.concat([head, chunk]).subarray(0, 4)
    isDocument &&= head[0] === 0x7b || head[0] === 0x5b
    if (isDocument) kept.push(chunk)
  }
  return {name, size, digest: hash.digest('hex'), head: Buffer.from(head), ...(isDocument && {text: Buffer.concat(kept).toString('utf8')})}
}
