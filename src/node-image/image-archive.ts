import {createHash} from 'node:crypto'
import {createWriteStream} from 'node:fs'
import type {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {pack, type Pack} from 'tar-stream'
import type {Arch} from '../contract/index.js'
import {addBytes, addStream, layerTar, type ImageLayer} from './image-layer.js'

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
 * Writes images as one docker-archive, which containerd, podman and docker import. The same images give the same bytes: sorted, no
 * times, everything owned by root. Nothing is held in memory: layers are read twice, once for digest and size, once for the archive.
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
  const manifest: unknown[] = []
  for (const image of images) {
    const layers: string[] = []
    for (const layer of image.layers) {
      const {digest, size} = measured.get(layer) ?? (await measure(layerTar(layer)))
      measured.set(layer, {digest, size})
      layers.push(digest)
      if (stored.has(digest)) continue
      stored.add(digest)
      await addStream(archive, {name: `${digest}.tar`, size}, layerTar(layer))
    }
    const config = JSON.stringify(configOf(image, layers))
    const name = `${sha256(config)}.json`
    if (!stored.has(name)) await addBytes(archive, name, config)
    stored.add(name)
    manifest.push({Config: name, RepoTags: [image.ref], Layers: layers.map((layer) => `${layer}.tar`)})
  }
  await addBytes(archive, 'manifest.json', JSON.stringify(manifest))
  archive.finalize()
}

/** The image configuration of the OCI image specification. */
function configOf({arch, layers, entrypoint, cmd, env, labels}: ArchivedImage, digests: readonly string[]): unknown {
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
    rootfs: {type: 'layers', diff_ids: digests.map((digest) => `sha256:${digest}`)},
    history: layers.map(() => ({created: '1970-01-01T00:00:00Z', created_by: 'kina'})),
  }
}

interface Measure {
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
