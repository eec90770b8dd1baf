import {createReadStream} from 'node:fs'
import type {Readable, Writable} from 'node:stream'
import {posix} from 'node:path'
import {pipeline} from 'node:stream/promises'
import {extract, pack, type Pack} from 'tar-stream'
import {addBlob, blobPath, descriptor, indexEntry, TYPES} from '../node-image/image-archive.js'
import {addBytes, addDirectory, addStream} from '../node-image/image-layer.js'
import type {ImageInArchive} from './images-in-archive.js'

export interface NamedImage extends ImageInArchive {
  /** The one name it gets. */
  readonly ref: string
}

export interface Writing {
  /** Tar that the images are in: read once more, for the layers. */
  readonly archive: string
  readonly images: readonly NamedImage[]
  /** Where the new one goes; is ended. */
  readonly through: readonly (NodeJS.ReadWriteStream | Writable)[]
  readonly signal: AbortSignal
}

/**
 * Writes images as an OCI layout and a docker-archive in one, whichever of both they came in: layers and configurations as they are, so that
 * stores know the images again.
 */
export async function writeImageFile({archive, images, through, signal}: Writing): Promise<void> {
  const output = pack()
  // The pipelines below give their errors on; a stream that is given up may tell of one more when they are over.
  output.on('error', () => undefined)
  const writing = pipeline([output as unknown as NodeJS.ReadableStream, ...through] as unknown as [NodeJS.ReadableStream, NodeJS.WritableStream], {signal})
  writing.catch(() => undefined)
  const filled = fill(output, archive, images, signal).catch((error: unknown) => {
    output.destroy(error as Error)
    throw error
  })
  await Promise.all([writing, filled])
}

async function fill(output: Pack, archive: string, images: readonly NamedImage[], signal: AbortSignal): Promise<void> {
  const stored = new Set<string>()
  const index: unknown[] = []
  const manifest: unknown[] = []
  await addBytes(output, 'oci-layout', JSON.stringify({imageLayoutVersion: '1.0.0'}))
  for (const directory of ['blobs', 'blobs/sha256']) addDirectory(output, directory)
  await copyLayers(output, archive, images, stored, signal)
  for (const {ref, architecture, config, manifest: own, layers} of images) {
    const configBlob = await addBlob(output, stored, config.text ?? '')
    const document = own?.text ?? JSON.stringify({schemaVersion: 2, mediaType: TYPES.manifest, config: descriptor(TYPES.config, configBlob), layers: layers.map(({file, mediaType}) => descriptor(mediaType, file))})
    index.push(indexEntry(ref, architecture, await addBlob(output, stored, document)))
    manifest.push({Config: blobPath(configBlob), RepoTags: [ref], Layers: layers.map(({file}) => blobPath(file))})
  }
  await addBytes(output, 'index.json', JSON.stringify({schemaVersion: 2, mediaType: TYPES.index, manifests: index}))
  await addBytes(output, 'manifest.json', JSON.stringify(manifest))
  output.finalize()
}

/** In the order in which they stand in the archive, each once. */
async function copyLayers(output: Pack, archive: string, images: readonly NamedImage[], stored: Set<string>, signal: AbortSignal): Promise<void> {
  const wanted = new Map(images.flatMap(({layers}) => layers.map(({file}) => [file.name, file] as const)))
  const entries = extract()
  entries.on('error', () => undefined)
  const reading = pipeline(createReadStream(archive, {highWaterMark: 1 << 20}), entries, {signal})
  const copying = async () => {
    for await (const entry of entries) {
      const file = wanted.get(posix.normalize(entry.header.name))
      if (file === undefined || stored.has(file.digest)) entry.resume()
      else {
        stored.add(file.digest)
        await addStream(output, {name: blobPath(file), size: file.size}, entry as unknown as Readable)
      }
    }
  }
  await Promise.all([reading, copying()])
}
