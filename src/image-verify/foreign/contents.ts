import {createWriteStream} from 'node:fs'
import {mkdir} from 'node:fs/promises'
import {join, posix} from 'node:path'
import type {Readable} from 'node:stream'
import {buffer} from 'node:stream/consumers'
import {pipeline} from 'node:stream/promises'
import {extract} from 'tar-stream'
import {layerStream, type SavedLayers} from './saved-layers.js'

/** What is in an image, as far as it can be seen without running it. */
export interface Contents {
  /** Of the image's configuration. */
  readonly architecture: string
  /** By absolute path. */
  readonly files: ReadonlyMap<string, ImageFile>
  /** Paths of copies on this machine, of what was to be kept. */
  readonly copies: ReadonlyMap<string, string>
}

export interface ImageFile {
  readonly type: 'file' | 'directory' | 'link' | 'other'
  /** Permission bits. */
  readonly mode: number
  /** In bytes. */
  readonly size: number
  /** Of a link. */
  readonly target?: string
  /** ELF's number of the machine that it is for; of programs and libraries only. */
  readonly machine?: number
  readonly text?: string
}

export interface Keep {
  /** Read into memory; sizes are in bytes. */
  readonly texts: (path: string, size: number) => boolean
  /** Copied into the directory. */
  readonly copies: (path: string) => boolean
  readonly directory: string
}

/** Reads every layer once, from the lowest on. */
export async function readContents({architecture, layers}: SavedLayers, keep: Keep): Promise<Contents> {
  const files = new Map<string, ImageFile>()
  const copies = new Map<string, string>()
  await mkdir(keep.directory, {recursive: true})
  for (const layer of layers) {
    const entries = extract()
    const reading = pipeline(await layerStream(layer), entries)
    const looking = async () => {
      for await (const entry of entries) {
        const path = posix.join('/', entry.header.name).replace(/(.)\/$/, '$1')
        const {mode = 0, size = 0, type, linkname} = entry.header
        if (isWhiteout(path)) remove(files, path)
        else if (type === 'file') files.set(path, {type, mode: mode & 0o7777, size, ...(await lookAt({path, size}, entry as unknown as Readable, keep, copies))})
        else if (type === 'link') files.set(path, files.get(posix.join('/', linkname ?? '')) ?? {type: 'other', mode, size})
        else files.set(path, {type: type === 'directory' ? type : type === 'symlink' ? 'link' : 'other', mode: mode & 0o7777, size, ...(linkname && {target: linkname})})
        entry.resume()
      }
    }
    await Promise.all([reading, looking()])
  }
  return {architecture, files, copies}
}

/** A file of an upper layer that deletes one of a lower. */
function isWhiteout(path: string): boolean {
  return posix.basename(path).startsWith('.wh.')
}

function remove(files: Map<string, ImageFile>, whiteout: string): void {
  const path = posix.join(posix.dirname(whiteout), posix.basename(whiteout).slice('.wh.'.length))
  for (const name of files.keys()) if (name === path || name.startsWith(`${path}/`)) files.delete(name)
}

async function lookAt({path, size}: {path: string; size: number}, content: Readable, keep: Keep, copies: Map<string, string>): Promise<Pick<ImageFile, 'machine' | 'text'>> {
  if (keep.texts(path, size)) return {text: (await buffer(content)).toString('latin1')}
  let head = Buffer.alloc(0)
  const observe = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      if (head.length < HEAD) head = Buffer.concat([head, chunk]).subarray(0, HEAD)
      yield chunk
    }
  }
  if (keep.copies(path)) {
    const copy = join(keep.directory, String(copies.size))
    await pipeline(content, observe, createWriteStream(copy, {mode: 0o755}))
    copies.set(path, copy)
  } else for await (const _ of observe(content)) void _
  return head.length === HEAD && head.readUInt32BE(0) === ELF ? {machine: head.readUInt16LE(MACHINE)} : {}
}

/** Of an ELF header: its first bytes, where the machine stands in it, and how much of it that needs. */
const [ELF, MACHINE, HEAD] = [0x7f454c46, 18, 20]
