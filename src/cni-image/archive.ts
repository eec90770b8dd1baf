import {createHash} from 'node:crypto'
import {createWriteStream} from 'node:fs'
import {once} from 'node:events'
import {join} from 'node:path'
import {finished} from 'node:stream/promises'
import type {App} from '../app.js'
import {cacheEntry} from '../cache/cache-entry.js'
import type {Context, ImageSource, RuntimeBackend} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {hostArch} from '../node-image/arch.js'
import {download} from '../node-image/download.js'
import {imageFromModules} from '../node-image/modules-image.js'
import {hostOf} from '../node-image/node-image.js'

interface ArchiveOptions {
  readonly app: App
  readonly ref: string
  readonly runtime: RuntimeBackend
  readonly ctx: Context
}

/** A file with the image as an archive that containerd imports, out of the cache where it is in it. */
export async function archiveFrom(source: ImageSource, options: ArchiveOptions): Promise<string> {
  const {app, ref, ctx} = options
  switch (source.type) {
    case 'registry':
      return fromRegistry(options)
    case 'archive':
      return fromUrl(source.url, source.sha256, options)
    case 'go-modules':
      return imageFromModules({ref, source, ctx, cacheRoot: app.cacheRoot, arch: hostArch(), host: hostOf(app)})
  }
}

/** Through the backend's own store, which has the user's credentials and keeps the image. */
async function fromRegistry({app, ref, runtime, ctx}: ArchiveOptions): Promise<string> {
  if ((await runtime.images.inspect(ref, ctx)) === null) await runtime.images.pull(ref, ctx)
  const stored = await runtime.images.inspect(ref, ctx)
  if (!stored) throw new KinaError({code: 'E_IMAGE_MISSING', message: `${ref} was pulled, but is not in the store.`})
  const key = `image-${hash(`${ref} ${stored.id}`)}`
  const entry = await cacheEntry({root: app.cacheRoot, key, signal: app.signal}, async (directory) => {
    const output = createWriteStream(join(directory, FILE))
    await runtime.images.save([ref], ctx, async (chunk) => void (output.write(chunk) || (await once(output, 'drain'))))
    output.end()
    await finished(output)
  })
  return join(entry, FILE)
}

async function fromUrl(url: string, sha256: string, {app, ctx}: ArchiveOptions): Promise<string> {
  const entry = await cacheEntry({root: app.cacheRoot, key: `image-${sha256}`, signal: app.signal}, (directory) => download({url, checksumUrl: `data:,${sha256}`, target: join(directory, FILE)}, {ctx}))
  return join(entry, FILE)
}

const FILE = 'image.tar'

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
