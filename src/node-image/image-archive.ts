import {createHash} from 'node:crypto'
import {createWriteStream} from 'node:fs'
import type {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {pack, type Pack} from 'tar-stream'
import type {Arch} from '../contract/index.js'
import {fullImageName, tagOf} from './full-image-name.js'
import {addBytes, addDirectory, addStream, layerTar, type ImageLayer} from './image-layer.js'

export interface ArchivedImage {
  /** With registry and tag, as a pod names it. */
  readonly ref: string
  readonly arch: Arch
  /** Lowest first. A layer that several images name by the same object is read and stored once. */
  readonly layers: readonly ImageLayer[]
  readonly entrypoint?: readonly string[]
  readonly cmd?: readonly string[]
  /** As `NAME=value`; PATH is always there. */
  readonly env?: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
}

/**
 * Changes with the archive's form, which is part of the cache key of whatever holds archives: those of another kina may be such that not
 * every store takes them.
 */
export const ARCHIVE_FORMAT = 2

/**
 * Writes images as one archive that is an OCI layout and a docker-archive at once, over the same blobs: some stores take only the one, some
 * only the other. The same images give the same bytes: sorted, no times, everything owned by root. Nothing is held in memory: layers are
 * read twice, once for digest and size, once for the archive.
 */
export async function writeImageArchive(path: string, images: readonly ArchivedImage[]): Promise<void> {
  const archive = pack()
  const writing = pipeline(archive, createWriteStream(path))
  // A failed write ends here by way of the archive's entries as well; its own error is the one to report.
  writing.catch(() => undefined)
  const filled = fillArchive(archive, images).catch((error: unknown) => {
    archive.destroy(error as Error)
    throw error
  })
  await Promise.all([writing, filled])
}

async function fillArchive(archive: Pack, images: readonly ArchivedImage[]): Promise<void> {
  const measured = new Map<ImageLayer, Measure>()
  const stored = new Set<string>()
  const index: unknown[] = []
  const manifest: unknown[] = []
  await addBytes(archive, 'oci-layout', JSON.stringify({imageLayoutVersion: '1.0.0'}))
  for (const directory of ['blobs', 'blobs/sha256']) addDirectory(archive, directory)
  for (const image of images) {
    const layers: Measure[] = []
    for (const layer of image.layers) {
      const found = measured.get(layer) ?? (await measure(layerTar(layer)))
      measured.set(layer, found)
      layers.push(found)
      if (!stored.has(found.digest)) await addStream(archive, {name: blobPath(found), size: found.size}, layerTar(layer))
      stored.add(found.digest)
    }
    const config = await addBlob(archive, stored, JSON.stringify(configOf(image, layers)))
    const document = {schemaVersion: 2, mediaType: TYPES.manifest, config: descriptor(TYPES.config, config), layers: layers.map((layer) => descriptor(TYPES.layer, layer))}
    index.push(indexEntry(image.ref, image.arch, await addBlob(archive, stored, JSON.stringify(document))))
    manifest.push({Config: blobPath(config), RepoTags: [image.ref], Layers: layers.map(blobPath)})
  }
  await addBytes(archive, 'index.json', JSON.stringify({schemaVersion: 2, mediaType: TYPES.index, manifests: index}))
  await addBytes(archive, 'manifest.json', JSON.stringify(manifest))
  archive.finalize()
}

/** Media types of the OCI image specification. */
export const TYPES = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
} as const

/** How a document of a layout names a blob. */
export function descriptor(mediaType: string, {digest, size}: Measure): {readonly mediaType: string; readonly digest: string; readonly size: number} {
  return {mediaType, digest: `sha256:${digest}`, size}
}

/** An image in a layout's index. */
export function indexEntry(ref: string, architecture: string, manifest: Measure): unknown {
  return {...descriptor(TYPES.manifest, manifest), platform: {architecture, os: 'linux'}, annotations: annotationsOf(ref)}
}

/** Who reads an OCI layout takes the name as it stands, and looks for it with its registry. */
function annotationsOf(ref: string): Record<string, string> {
  const name = fullImageName(ref)
  return {'io.containerd.image.name': name, ...(tagOf(name) !== undefined && {'org.opencontainers.image.ref.name': tagOf(name)!})}
}

/** Where a blob stands in a layout. */
export function blobPath({digest}: Pick<Measure, 'digest'>): string {
  return `blobs/sha256/${digest}`
}

/** Adds a document under its digest, once. */
export async function addBlob(archive: Pack, stored: Set<string>, text: string): Promise<Measure> {
  const blob = {digest: sha256(text), size: Buffer.byteLength(text)}
  if (!stored.has(blob.digest)) await addBytes(archive, blobPath(blob), text)
  stored.add(blob.digest)
  return blob
}

/** The image configuration of the OCI image specification. */
function configOf({arch, layers, entrypoint, cmd, env, labels}: ArchivedImage, measures: readonly Measure[]): unknown {
  return {
    architecture: arch,
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...(env ?? [])],
      ...(entrypoint && {Entrypoint: entrypoint}),
      ...(cmd && {Cmd: cmd}),
      ...(labels && {Labels: Object.fromEntries(Object.entries(labels).sort())}),
    },
    rootfs: {type: 'layers', diff_ids: measures.map(({digest}) => `sha256:${digest}`)},
    history: layers.map(() => ({created: '1970-01-01T00:00:00Z', created_by: 'kina'})),
  }
}

export interface Measure {
  /** SHA-256, hexadecimal. */
  readonly digest: string
  readonly size: number
}

async function measure(layer: Readable): Promise<Measure> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of layer as AsyncIterable<Uint8Array>) {
    hash.update(chunk)
    size += chunk.length
  }
  return {digest: hash.digest('hex'), size}
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
