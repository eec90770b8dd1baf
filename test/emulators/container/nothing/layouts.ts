import {createReadStream, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {createHash} from 'node:crypto'
import {extract, pack} from 'tar-stream'
import type {ImageBacking} from '../backing.ts'
import type {ImageRecord, ImageVariant, OciConfig} from '../state.ts'

const INDEX = 'application/vnd.oci.image.index.v1+json'
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'

interface Descriptor {
  readonly digest: string
  readonly mediaType: string
  readonly size: number
  readonly annotations?: Readonly<Record<string, string>>
}

interface Manifest {
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
}

/** Images as their parts: enough to load, look and save, and nothing can be run from them. */
export function layouts(directory: string): ImageBacking {
  const path = (digest: string) => join(directory, digest.replace(':', '-'))
  const json = <T>(digest: string) => JSON.parse(readFileSync(path(digest), 'utf8')) as T

  /** A manifest of the archive's index, or what an index in it names. */
  function record(descriptor: Descriptor): ImageRecord {
    const manifests = descriptor.mediaType === INDEX ? json<{manifests: Descriptor[]}>(descriptor.digest).manifests : [descriptor]
    const [first, ...more] = manifests.filter(({digest}) => existsSync(path(digest))).map(variant)
    if (first === undefined) throw new Error('the archive holds no image')
    return {digest: descriptor.digest, mediaType: descriptor.mediaType, size: descriptor.size, created: first.config.created ?? '1970-01-01T00:00:00Z', variants: [first, ...more]}
  }

  function variant({digest, size}: Descriptor): ImageVariant {
    const manifest = json<Manifest>(digest)
    const config = json<OciConfig>(manifest.config.digest)
    return {platform: {os: 'linux', architecture: config.architecture}, digest, size: [manifest.config, ...manifest.layers].reduce((sum, part) => sum + part.size, size), config, behind: digest}
  }

  return {
    load: async (file) => {
      mkdirSync(directory, {recursive: true})
      const entries = createReadStream(file).pipe(extract())
      let index = ''
      for await (const entry of entries) {
        const chunks: Buffer[] = []
        for await (const chunk of entry) chunks.push(chunk as Buffer)
        const name = entry.header.name.replace(/^\.\//, '')
        if (name === 'index.json') index = Buffer.concat(chunks).toString()
        const blob = /^blobs\/(sha256)\/(\w+)$/.exec(name)
        if (blob !== null) writeFileSync(path(`${blob[1]}:${blob[2]}`), Buffer.concat(chunks))
      }
      return (JSON.parse(index) as {manifests: Descriptor[]}).manifests.map((descriptor) => ({
        reference: descriptor.annotations?.['io.containerd.image.name'] ?? descriptor.annotations?.['org.opencontainers.image.ref.name'] ?? `untagged@${descriptor.digest}`,
        image: record(descriptor),
      }))
    },
    save: async (images, write) => {
      const tar = pack()
      const whole = (async () => {
        for await (const chunk of tar) await write(chunk as Uint8Array)
      })()
      tar.entry({name: 'oci-layout'}, JSON.stringify({imageLayoutVersion: '1.0.0'}))
      const descriptors = images.map(({reference, variant: {digest}}) => ({mediaType: MANIFEST, digest, size: readFileSync(path(digest)).length, annotations: {'io.containerd.image.name': reference, 'org.opencontainers.image.ref.name': reference}}))
      tar.entry({name: 'index.json'}, JSON.stringify({schemaVersion: 2, mediaType: INDEX, manifests: descriptors}))
      for (const digest of new Set(images.flatMap(({variant: {digest: manifest}}) => [manifest, json<Manifest>(manifest).config.digest, ...json<Manifest>(manifest).layers.map((layer) => layer.digest)]))) {
        tar.entry({name: `blobs/${digest.replace(':', '/')}`}, readFileSync(path(digest)))
      }
      tar.finalize()
      await whole
    },
    build: async () => Promise.reject(new Error('there is no builder behind this emulated Mac')),
    pull: async (reference) => Promise.reject(new Error(`there is no registry behind this emulated Mac to fetch ${reference} from`)),
    remove: async () => undefined,
  }
}

/** For tests that make archives. */
export function digestOf(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}
