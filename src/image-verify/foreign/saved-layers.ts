import {createReadStream, createWriteStream} from 'node:fs'
import {open, readFile} from 'node:fs/promises'
import {join, posix} from 'node:path'
import {PassThrough, type Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {createGunzip} from 'node:zlib'
import {extract} from 'tar-stream'
import type {Context, ImageStore} from '../../contract/index.js'

/** An image as it lies in a directory on this machine, unpacked up to its layers. */
export interface SavedLayers {
  /** OCI's word for what it is for. */
  readonly architecture: string
  /** Paths of tar files, lowest first; those with gzip around them as well. */
  readonly layers: readonly string[]
}

/** Has the store write an image into a directory. Nothing is held in memory: a node image has more than a gigabyte. */
export async function saveLayers(images: ImageStore, ref: string, directory: string, ctx: Context): Promise<SavedLayers> {
  const tar = new PassThrough()
  const saving = images.save([ref], ctx, (chunk) => (tar.write(chunk) ? undefined : new Promise((resolve) => tar.once('drain', () => resolve())))).then(
    () => tar.end(),
    (error: unknown) => tar.destroy(error as Error),
  )
  const [files] = await Promise.all([unpack(tar, directory), saving])
  const {config, layers} = await partsOf(files)
  const {architecture} = (await json(files, config)) as {architecture: string}
  return {architecture, layers: layers.map((layer) => files.get(layer) ?? missing(layer))}
}

/** Paths by name in the archive. */
type Files = ReadonlyMap<string, string>

/** Files get numbers, so that no name leads out of the directory. */
async function unpack(tar: Readable, directory: string): Promise<Files> {
  const files = new Map<string, string>()
  const links = new Map<string, string>()
  const entries = extract()
  const reading = pipeline(tar, entries)
  const writing = async () => {
    for await (const entry of entries) {
      const {type, linkname = ''} = entry.header
      const name = posix.normalize(entry.header.name)
      const path = join(directory, String(files.size))
      if (type === 'symlink') links.set(name, posix.join(posix.dirname(name), linkname ?? ''))
      else if (type === 'link') links.set(name, posix.normalize(linkname ?? ''))
      if (type === 'file') await pipeline(entry, createWriteStream(path)).then(() => files.set(name, path))
      else entry.resume()
    }
  }
  await Promise.all([reading, writing()])
  // A layer that is in the archive twice may be a link the second time.
  for (const [name, target] of links) if (files.has(target)) files.set(name, files.get(target)!)
  return files
}

/** The layer without what is around its tar. */
export async function layerStream(path: string): Promise<Readable> {
  const file = await open(path)
  const {buffer} = await file.read(Buffer.alloc(2), 0, 2, 0).finally(() => file.close())
  const stream = createReadStream(path, {highWaterMark: 1 << 20})
  return buffer[0] === 0x1f && buffer[1] === 0x8b ? stream.pipe(createGunzip()) : stream
}

interface Descriptor {
  readonly digest: string
}

/** A docker-archive has one document for all; an index of an OCI layout may name an index, and platforms that were not saved. */
async function partsOf(files: Files): Promise<{readonly config: string; readonly layers: readonly string[]}> {
  if (files.has('manifest.json')) {
    const [{Config: config, Layers: layers}] = (await json(files, 'manifest.json')) as [{Config: string; Layers: string[]}]
    return {config, layers}
  }
  let document = (await json(files, 'index.json')) as {manifests?: readonly Descriptor[]; config: Descriptor; layers: readonly Descriptor[]}
  while (document.manifests) {
    const next = document.manifests.find((descriptor) => files.has(blob(descriptor))) ?? missing('what its index names')
    document = (await json(files, blob(next))) as typeof document
  }
  return {config: blob(document.config), layers: document.layers.map(blob)}
}

function blob({digest}: Descriptor): string {
  return `blobs/${digest.replace(':', '/')}`
}

async function json(files: Files, name: string): Promise<unknown> {
  return JSON.parse(await readFile(files.get(name) ?? missing(name), 'utf8'))
}

function missing(what: string): never {
  throw new Error(`the saved archive does not have ${what}`)
}
