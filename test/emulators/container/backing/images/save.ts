import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdir, mkdtemp, rename, rm, writeFile, readdir} from 'node:fs/promises'
import {join} from 'node:path'
import type {ImageRecord, ImageVariant} from '../../state.ts'
import {podman, withSystemPath} from '../command.ts'
import type {Mac} from '../mac.ts'
import {digestOf, INDEX_TYPE} from './describe.ts'
import {blobFile, NAME_ANNOTATIONS, readIndex, writeLayout, type Descriptor} from './layout.ts'

export interface Saved {
  readonly reference: string
  readonly image: ImageRecord
  readonly variant: ImageVariant
}

/** One layout of all images, in which each is an index with the one architecture. */
export async function save(mac: Mac, images: readonly Saved[], write: (chunk: Uint8Array) => Promise<void>): Promise<void> {
  await mkdir(mac.directory, {recursive: true})
  const place = await mkdtemp(join(mac.directory, 'save-'))
  try {
    const layout = join(place, 'layout')
    await mkdir(join(layout, 'blobs', 'sha256'), {recursive: true})
    const entries: Descriptor[] = []
    for (const [i, saved] of images.entries()) entries.push(await addImage(saved, layout, join(place, String(i))))
    await writeLayout(layout, entries)
    await writeTar(layout, write)
  } finally {
    await rm(place, {recursive: true, force: true})
  }
}

async function addImage({reference, variant}: Saved, layout: string, scratch: string): Promise<Descriptor> {
  await podman(['save', '--quiet', '--uncompressed', '--format', 'oci-dir', '--output', scratch, variant.behind])
  const [manifest] = await readIndex(scratch)
  if (manifest === undefined) throw new Error(`Podman saved nothing of ${reference}`)
  const from = join(scratch, 'blobs', 'sha256')
  for (const blob of await readdir(from)) await rename(join(from, blob), join(layout, 'blobs', 'sha256', blob))
  const {mediaType, digest, size} = manifest
  const index = JSON.stringify({schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [{mediaType, digest, size, platform: variant.platform}]})
  await writeFile(blobFile(layout, digestOf(index)), index)
  return {mediaType: INDEX_TYPE, digest: digestOf(index), size: index.length, annotations: Object.fromEntries(NAME_ANNOTATIONS.map((key) => [key, reference]))}
}

/** The same images give the same bytes. */
async function writeTar(directory: string, write: (chunk: Uint8Array) => Promise<void>): Promise<void> {
  const args = ['--create', '--file=-', '--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--directory', directory, 'oci-layout', 'index.json', 'blobs']
  const tar = spawn('tar', args, {stdio: ['ignore', 'pipe', 'ignore'], env: withSystemPath(process.env)})
  const closed = once(tar, 'close')
  for await (const chunk of tar.stdout) await write(chunk as Uint8Array)
  const [code] = (await closed) as [number | null]
  if (code !== 0) throw new Error(`tar ended with ${code}`)
}
