import {createHash} from 'node:crypto'
import {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {createGunzip, createZstdDecompress} from 'node:zlib'
import {extract, type Header} from 'tar-stream'

/** A file, directory, link or device of a layer. Ownership and mode are the header's. */
export interface LayerEntry {
  readonly header: Header
  /** Of a file's content, in hex; empty for all else. */
  readonly sha256: string
}

export interface SavedLayer {
  /** Of the layer as a tar, uncompressed: the diff id. */
  readonly digest: string
  /** Bytes of that tar. */
  readonly size: number
  readonly entries: readonly LayerEntry[]
}

export interface SavedImage {
  /** Lowest first. */
  readonly layers: readonly SavedLayer[]
  /** The files asked for, by path; the highest layer's. */
  readonly files: ReadonlyMap<string, Buffer>
}

/** Bytes that tell a tar: its mark stands at 257. */
const ENOUGH = 512

/**
 * Reads one image as a store saves it: a docker-archive or an OCI layout, with layers plain or compressed with gzip or zstd. Nothing but the
 * files asked for is held in memory. `files`: paths without a leading slash.
 */
export async function readSavedImage(archive: AsyncIterable<Uint8Array>, files: readonly string[] = []): Promise<SavedImage> {
  const [layers, documents, links] = [new Map<string, SavedLayer>(), new Map<string, string>(), new Map<string, string>()]
  const found = new Map<string, Map<string, Buffer>>()
  const reading = extract()
  const piped = feed(archive, reading)
  for await (const entry of reading) {
    const {name, type, linkname} = entry.header
    if (type === 'symlink' || type === 'link') links.set(plain(name), joined(type === 'link' ? '' : plain(name), linkname ?? ''))
    if (type !== 'file') entry.resume()
    else {
      const kept = new Map<string, Buffer>()
      const content = await readEntry(entry as AsyncIterable<Uint8Array>, (path) => (files.includes(path) ? kept : null))
      if (typeof content === 'string') documents.set(plain(name), content)
      else layers.set(plain(name), content)
      found.set(plain(name), kept)
    }
  }
  await piped
  const order = layersOf(documents).map((path) => links.get(path) ?? path)
  return {
    layers: order.map((path) => layers.get(path) ?? missing(path)),
    files: new Map(order.flatMap((path) => [...(found.get(path) ?? [])])),
  }
}

/** Paths of the layers in the archive, lowest first. */
function layersOf(documents: ReadonlyMap<string, string>): readonly string[] {
  const parse = (path: string): unknown => JSON.parse(documents.get(path) ?? missing(path))
  const blob = ({digest}: {readonly digest: string}) => `blobs/${digest.replace(':', '/')}`
  if (documents.has('manifest.json')) return (parse('manifest.json') as readonly {readonly Layers: readonly string[]}[])[0]?.Layers ?? []
  type Manifest = {readonly manifests?: readonly {readonly digest: string}[]; readonly layers?: readonly {readonly digest: string}[]}
  let manifest = parse('index.json') as Manifest
  while (manifest.manifests?.[0]) manifest = parse(blob(manifest.manifests[0])) as Manifest
  return (manifest.layers ?? []).map(blob)
}

type Keep = (path: string) => Map<string, Buffer> | null

async function readEntry(entry: AsyncIterable<Uint8Array>, keep: Keep): Promise<SavedLayer | string> {
  const [head, content] = await peek(entry)
  if (head.readUInt16BE(0) === 0x1f8b) return readLayer(Readable.from(content).pipe(createGunzip()), keep)
  if (head.readUInt32LE(0) === 0xfd2fb528) return readLayer(Readable.from(content).pipe(createZstdDecompress()), keep)
  if (head.toString('latin1', 257, 262) === 'ustar' || head.every((byte) => byte === 0)) return readLayer(content, keep)
  return (await bytes(content)).toString('utf8')
}

async function readLayer(tar: AsyncIterable<Uint8Array>, keep: Keep): Promise<SavedLayer> {
  const whole = createHash('sha256')
  let size = 0
  const observed = async function* () {
    for await (const chunk of tar) {
      whole.update(chunk)
      size += chunk.length
      yield chunk
    }
  }
  const reading = extract()
  const piped = feed(observed(), reading)
  const entries: LayerEntry[] = []
  for await (const entry of reading) {
    const {header} = entry
    const kept = header.type === 'file' ? keep(plain(header.name)) : null
    const hash = createHash('sha256')
    const chunks: Uint8Array[] = []
    for await (const chunk of entry as AsyncIterable<Uint8Array>) {
      hash.update(chunk)
      if (kept) chunks.push(chunk)
    }
    kept?.set(plain(header.name), Buffer.concat(chunks))
    entries.push({header, sha256: header.type === 'file' ? hash.digest('hex') : ''})
  }
  await piped
  return {digest: `sha256:${whole.digest('hex')}`, size, entries}
}

/** A failure ends the reading of `to`, where it is thrown. */
function feed(from: AsyncIterable<Uint8Array>, to: ReturnType<typeof extract>): Promise<void> {
  return pipeline(from, to as unknown as NodeJS.WritableStream).catch((error: unknown) => void to.destroy(error as Error))
}

/** The first bytes of a stream, and the whole of it. Zeros where there are fewer. */
async function peek(stream: AsyncIterable<Uint8Array>): Promise<[Buffer, AsyncIterable<Uint8Array>]> {
  const iterator = stream[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  let length = 0
  while (length < ENOUGH) {
    const {value, done} = await iterator.next()
    if (done) break
    first.push(value)
    length += value.length
  }
  const whole = async function* () {
    yield* first
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  return [Buffer.concat([...first, Buffer.alloc(ENOUGH)], Math.max(length, ENOUGH)), whole()]
}

async function bytes(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Without what leads to the root. */
export function plain(path: string): string {
  return path.replace(/^(\.?\/+)+/, '').replace(/\/+$/, '')
}

function joined(from: string, to: string): string {
  return plain(new URL(to, `file:///${from}`).pathname)
}

function missing(path: string): never {
  throw new Error(`the saved image has no ${path}`)
}
