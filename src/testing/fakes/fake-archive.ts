import {createHash} from 'node:crypto'
import {posix} from 'node:path'
import {buffer} from 'node:stream/consumers'
import {Readable} from 'node:stream'
import {extract, pack, type Pack} from 'tar-stream'
import type {StoredImage} from '../../contract/index.js'

/** One file of an image that was built by the fake builder. */
export interface FakeFile {
  /** Without the first slash. */
  readonly path: string
  readonly mode: number
  readonly content: Uint8Array
}

/** What the fake store knows of an image beyond what the contract shows. */
export interface FakeContent {
  readonly architecture: string
  readonly files: readonly FakeFile[]
}

export type FakeImage = StoredImage & FakeContent

/** A docker-archive of images, each with one layer, as one piece. */
export async function writeFakeArchive(images: readonly FakeImage[]): Promise<Uint8Array> {
  const archive = pack()
  const all = buffer(archive)
  for (const image of images) {
    const {id, labels, created, size, architecture, files} = image
    const layer = pack()
    for (const {path, mode, content} of files) layer.entry({name: path, mode, mtime: new Date(0)}, Buffer.from(content))
    layer.finalize()
    const bytes = await buffer(layer)
    const rootfs = {type: 'layers', diff_ids: [`sha256:${createHash('sha256').update(bytes).digest('hex')}`]}
    add(archive, `${id}.config.json`, JSON.stringify({architecture, os: 'linux', created, size, config: {Labels: labels}, rootfs}))
    add(archive, `${id}.tar`, bytes)
  }
  add(archive, 'manifest.json', JSON.stringify(images.map(({id, names}) => ({Config: `${id}.config.json`, RepoTags: names, Layers: [`${id}.tar`]}))))
  archive.finalize()
  return all
}

/** Any docker-archive whose images have one layer. */
export async function readFakeArchive(bytes: Uint8Array): Promise<FakeImage[]> {
  const entries = new Map<string, Buffer>()
  for await (const entry of Readable.from([bytes]).pipe(extract())) entries.set(entry.header.name, await buffer(entry))
  const json = (name: string) => JSON.parse(String(entries.get(name))) as unknown
  const images = json('manifest.json') as {Config: string; RepoTags: string[]; Layers: [string]}[]
  return Promise.all(
    images.map(async ({Config, RepoTags: names, Layers: [layer]}) => {
      const {architecture, created, size, config} = json(Config) as {architecture: string; created: string; size?: number; config: {Labels?: Record<string, string>}}
      const files: FakeFile[] = []
      for await (const entry of Readable.from([entries.get(layer)!]).pipe(extract())) files.push({path: entry.header.name, mode: entry.header.mode ?? 0o644, content: await buffer(entry)})
      return {id: posix.basename(Config, '.config.json'), names, labels: config.Labels ?? {}, size: size ?? 1, created: new Date(created).toISOString(), architecture, files}
    }),
  )
}

function add(archive: Pack, name: string, content: string | Buffer): void {
  archive.entry({name}, Buffer.from(content))
}
