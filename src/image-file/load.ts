import {createReadStream, createWriteStream} from 'node:fs'
import {stat} from 'node:fs/promises'
import {join} from 'node:path'
import type {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {contextFor, type App} from '../app.js'
import {explainDiskErrors} from '../cache/cache-errors.js'
import type {StoredImage} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {shortImageName} from '../node-image/full-image-name.js'
import {imageInputs} from '../node-image/inputs.js'
import {hostArch} from '../node-image/arch.js'
import {removeReplaced} from '../node-image/replaced.js'
import {withScratch} from '../node-image/scratch.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import {selectRuntime, type SelectedRuntime} from '../registry/select-runtime.js'
import type {Step} from '../report/step.js'
import type {ImageInArchive} from './images-in-archive.js'
import {openImageFile} from './open-image-file.js'

export interface LoadFlags {
  /** Absolute path, or a stream. */
  readonly input: string | Readable
  readonly runtime?: string | undefined
}

export interface LoadedImage {
  readonly ref: string
  readonly id: string
  /** False: it does not say that kina built it. */
  readonly own: boolean
  /** Empty when the image does not say it. */
  readonly kubernetes: string
  readonly arch: string
  /** Made from the same inputs as this kina would make it from now, so that nothing is built when a cluster is made. */
  readonly current: boolean
  /** Bytes on disk, as the runtime's store counts them. */
  readonly size: number
}

export interface LoadOutcome {
  readonly runtime: string
  readonly images: readonly LoadedImage[]
}

/**
 * Brings the images of a file into the store of a runtime, after a look at every byte of it.
 *
 * @throws KinaError E_IMAGE_ARCHIVE for a file that is no whole image, or one for another machine; E_CACHE_FULL
 */
export async function loadImages(app: App, {input, runtime: wanted}: LoadFlags, step: Step): Promise<LoadOutcome> {
  const runtime = await selectRuntime(app.registry, (kind, name) => contextFor(app, kind, name), {wanted, preference: app.defaults.runtimes, say: app.log.info})
  return withScratch(app, async (directory) => {
    const name = typeof input === 'string' ? input : 'standard input'
    const {archive, images} = await step('read', `Looking at ${name}`, (progress) =>
      explainDiskErrors(app.cacheRoot, async () => openImageFile(await asFile(input, directory, app.signal), {name, directory, prefer: hostArch(), signal: app.signal, progress})),
    )
    refuseForeign(name, images)
    const loaded = await step('load', `Images into ${runtime.name}`, () => intoStore(app, runtime, archive, images))
    return {runtime: runtime.name, images: loaded}
  })
}

/** What can be read only once, such as a pipe, as a file. */
async function asFile(input: string | Readable, directory: string, signal: AbortSignal): Promise<string> {
  const stats = typeof input === 'string' ? await stat(input).catch(() => null) : undefined
  if (typeof input === 'string' && !stats?.isFIFO() && !stats?.isCharacterDevice()) return input
  const file = join(directory, 'input')
  await pipeline(typeof input === 'string' ? createReadStream(input) : input, createWriteStream(file), {signal})
  return file
}

/** Nodes have this machine's processor. */
function refuseForeign(name: string, images: readonly ImageInArchive[]): void {
  const foreign = images.filter(({architecture}) => architecture !== hostArch())
  if (foreign.length === 0) return
  throw new KinaError({
    code: 'E_IMAGE_ARCHIVE',
    exit: 2,
    message: `${name} is not for this machine, whose nodes are ${hostArch()}: ${foreign.map(({names, architecture}) => `${names.join(', ') || 'an image without a name'} is ${architecture}`).join('; ')}.`,
    next: [`Save one on a machine that has it for ${hostArch()}; kina image list shows it under ARCH.`, 'Nothing was loaded.'],
  })
}

async function intoStore(app: App, runtime: SelectedRuntime, archive: string, images: readonly ImageInArchive[]): Promise<LoadedImage[]> {
  const ctx = contextFor(app, 'runtime', runtime.name)
  const store = runtime.provider.images
  const refs = images.flatMap(({names, labels}) => names.map((name) => ({ref: shortImageName(name), labels})))
  const before = await Promise.all(refs.map(({ref}) => store.inspect(ref, ctx)))
  await store.load(archive, ctx)
  const loaded = []
  for (const [i, {ref, labels}] of refs.entries()) {
    const stored = await store.inspect(ref, ctx)
    if (stored?.labels[IMAGE_LABELS.inputs] !== labels[IMAGE_LABELS.inputs]) {
      throw new KinaError({code: 'E_IMAGE_MISSING', message: `${ref} was loaded, but ${runtime.name} ${stored ? 'has another image by that name' : 'does not have it'}.`, next: ['kina image list']})
    }
    const old = before[i]
    if (old && old.id !== stored?.id) await removeReplaced(old, store, ctx)
    if (stored) loaded.push(await describe(ref, stored))
  }
  return loaded
}

async function describe(ref: string, {id, labels, size}: StoredImage): Promise<LoadedImage> {
  const kubernetes = labels[IMAGE_LABELS.kubernetes] ?? ''
  const inputs = labels[IMAGE_LABELS.inputs]
  const current = inputs !== undefined && (await imageInputs(kubernetes, hostArch()).catch(() => null)) === inputs
  return {ref, id, own: inputs !== undefined, kubernetes, arch: hostArch(), current, size}
}
