import {createReadStream} from 'node:fs'
import {stat} from 'node:fs/promises'
import type {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {pack, type Pack} from 'tar-stream'

/** One layer: a root file system as an uncompressed tar file, taken as it is, or single files. */
export type ImageLayer = {readonly rootfs: string} | {readonly files: readonly LayerFile[]}

/** A file of this host, by its path, or a text. */
export type LayerFile = ({readonly source: string} | {readonly text: string}) & {
  /** Absolute path in the image. */
  readonly target: string
  /** Default 0o755. */
  readonly mode?: number
}

/** A layer as an uncompressed tar stream: the same files give the same bytes. */
export function layerTar(layer: ImageLayer): Readable {
  if ('rootfs' in layer) return createReadStream(layer.rootfs, {highWaterMark: CHUNK})
  const tar = pack()
  addFiles(tar, layer.files).catch((error: unknown) => tar.destroy(error as Error))
  return tar as unknown as Readable
}

export interface EntryHeader {
  readonly name: string
  /** In bytes. */
  readonly size: number
  /** Default 0o644. */
  readonly mode?: number
}

/** Adds an entry of known size from a stream; a stream of another size is an error. */
export async function addStream(tar: Pack, header: EntryHeader, content: Readable): Promise<void> {
  const entry = quiet(tar.entry({mode: 0o644, ...header, ...ROOTS}))
  await pipeline(content, entry)
}

/** Adds an entry from memory. */
export async function addBytes(tar: Pack, name: string, content: string, mode = 0o644): Promise<void> {
  return new Promise((resolve, reject) => {
    quiet(tar.entry({name, mode, ...ROOTS}, content, (error) => (error ? reject(error) : resolve())))
  })
}

export function addDirectory(tar: Pack, name: string): void {
  quiet(tar.entry({name: `${name}/`, type: 'directory', mode: 0o755, ...ROOTS}))
}

/** An entry of an archive that is given up says so itself, besides the archive: where nobody listens, that would end the process. */
function quiet(entry: ReturnType<Pack['entry']>): ReturnType<Pack['entry']> {
  entry.on('error', () => undefined)
  return entry
}

/** How much of a file is read at once, in bytes. */
const CHUNK = 1 << 20
/** Nothing that depends on where and when an archive was made. */
const ROOTS = {mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: ''}

async function addFiles(tar: Pack, files: readonly LayerFile[]): Promise<void> {
  const sorted = files.map((file) => ({...file, name: file.target.replace(/^\/+/, '')})).sort((a, b) => compare(a.name, b.name))
  for (const directory of parents(sorted.map(({name}) => name))) addDirectory(tar, directory)
  for (const {name, mode = 0o755, ...file} of sorted) {
    if ('text' in file) {
      await addBytes(tar, name, file.text, mode)
      continue
    }
    const {size} = await stat(file.source)
    await addStream(tar, {name, size, mode}, createReadStream(file.source, {highWaterMark: CHUNK}))
  }
  tar.finalize()
}

/** All directories above some paths, parents first. */
function parents(names: readonly string[]): readonly string[] {
  const directories = names.flatMap((name) => {
    const parts = name.split('/').slice(0, -1)
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
  })
  return [...new Set(directories)].sort(compare)
}

/** By code unit: a locale must not change an image. */
function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
