import {posix} from 'node:path'
import {Readable} from 'node:stream'
import {buffer} from 'node:stream/consumers'
import {gunzipSync} from 'node:zlib'
import {extract, type Header} from 'tar-stream'
import type {Context, ImageStore} from '../../contract/index.js'

export interface SavedFile {
  /** Permission bits. */
  readonly mode: number
  readonly content: string
}

export interface SavedImage {
  readonly architecture: string
  /** Regular files by absolute path, of all layers. */
  readonly files: ReadonlyMap<string, SavedFile>
}

/** What is really in an image: read from the docker-archive or the OCI layout that its store gives. For small ones; all is held in memory. */
export async function savedImage(images: ImageStore, ref: string, ctx: Context): Promise<SavedImage> {
  const chunks: Uint8Array[] = []
  await images.save([ref], ctx, (chunk) => void chunks.push(chunk))
  const entries = new Map((await entriesOf(Buffer.concat(chunks))).map((entry) => [entry.header.name, entry]))
  const image = partsOf(entries)
  const {architecture} = json(entries, image.config) as {architecture: string}
  const files = new Map<string, SavedFile>()
  for (const layer of image.layers) {
    for (const {header, content} of await entriesOf(unzipped(read(entries, layer)))) {
      if (header.type === 'file') files.set(posix.join('/', header.name), {mode: (header.mode ?? 0) & 0o7777, content: content.toString('utf8')})
    }
  }
  return {architecture, files}
}

interface Entry {
  readonly header: Header
  readonly content: Buffer
}

type Entries = ReadonlyMap<string, Entry>

/** Names of the entries that the archive's one image is made of. */
function partsOf(entries: Entries): {readonly config: string; readonly layers: readonly string[]} {
  if (!entries.has('manifest.json')) return partsOfLayout(entries)
  const [image] = json(entries, 'manifest.json') as [{Config: string; Layers: string[]}]
  return {config: image.Config, layers: image.Layers}
}

interface Descriptor {
  readonly digest: string
}

/** An index may name an index for each image, and that may name platforms whose content was not saved. */
function partsOfLayout(entries: Entries): {readonly config: string; readonly layers: readonly string[]} {
  let document = json(entries, 'index.json') as {manifests?: readonly Descriptor[]; config: Descriptor; layers: readonly Descriptor[]}
  while (document.manifests) {
    const next = document.manifests.find((descriptor) => entries.has(blob(descriptor)))
    if (!next) throw new Error('the saved layout has nothing of what its index names')
    document = json(entries, blob(next)) as typeof document
  }
  return {config: blob(document.config), layers: document.layers.map(blob)}
}

function blob({digest}: Descriptor): string {
  return `blobs/${digest.replace(':', '/')}`
}

function json(entries: Entries, name: string): unknown {
  return JSON.parse(String(read(entries, name)))
}

async function entriesOf(tar: Buffer): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const entry of Readable.from([tar]).pipe(extract())) entries.push({header: entry.header, content: await buffer(entry)})
  return entries
}

/** A layer that is in the archive twice is a link the second time. */
function read(entries: Entries, name: string): Buffer {
  const entry = entries.get(name)
  if (!entry) throw new Error(`the saved archive has no ${name}`)
  const {type, linkname} = entry.header
  if (type !== 'symlink' && type !== 'link') return entry.content
  return read(entries, type === 'link' ? (linkname ?? '') : posix.join(posix.dirname(name), linkname ?? ''))
}

function unzipped(layer: Buffer): Buffer {
  return layer[0] === 0x1f && layer[1] === 0x8b ? gunzipSync(layer) : layer
}
