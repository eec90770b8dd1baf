import {createReadStream, createWriteStream} from 'node:fs'
import {once} from 'node:events'
import {stat} from 'node:fs/promises'
import {join} from 'node:path'
import {Transform, type Writable} from 'node:stream'
import {finished} from 'node:stream/promises'
import {contextFor, type App} from '../app.js'
import {explainDiskErrors} from '../cache/cache-errors.js'
import {KinaError, messageOf} from '../errors.js'
import {nodeImageRef} from '../node-image/node-image.js'
import {withScratch} from '../node-image/scratch.js'
import {nodeVersions} from '../node-image/versions.js'
import {IMAGE_LABELS} from '../plan/labels.js'
import {selectRuntime, type SelectedRuntime} from '../registry/select-runtime.js'
import {bytes} from '../report/bytes.js'
import type {Step} from '../report/step.js'
import {surveyArchive} from './archive-survey.js'
import {compressing, compressionFor} from './compression.js'
import {imagesInArchive} from './images-in-archive.js'
import {checkOutputFile, writeOutputFile} from './output-file.js'
import {writeImageFile, type NamedImage} from './write-image-file.js'

export interface SaveFlags {
  /** Default: kina's own of the Kubernetes version. */
  readonly image?: string | undefined
  readonly kubernetes?: string | undefined
  readonly runtime?: string | undefined
  /** Absolute path of the file to write, or a stream that gets it, not compressed. */
  readonly output: string | Writable
}

export interface SaveOutcome {
  readonly ref: string
  /** Empty for an image that does not say it. */
  readonly kubernetes: string
  readonly arch: string
  readonly runtime: string
  /** Null for a stream. */
  readonly file: string | null
  /** Bytes that were written. */
  readonly size: number
}

/**
 * Saves a node image as one file that every store takes.
 *
 * @throws KinaError E_IMAGE_MISSING, E_FILE_UNWRITABLE, E_IMAGE_ARCHIVE, E_CACHE_FULL
 */
export async function saveImage(app: App, flags: SaveFlags, step: Step): Promise<SaveOutcome> {
  if (flags.image !== undefined && flags.kubernetes !== undefined) {
    throw new KinaError({code: 'E_CONFIG_INVALID', exit: 2, message: '--kubernetes is about kina’s own image, and another is named.', next: [`kina image save ${flags.image} -o FILE`]})
  }
  const ref = flags.image ?? nodeImageRef(nodeVersions(flags.kubernetes ?? app.defaults.kubernetes).kubernetes)
  const compression = compressing(typeof flags.output === 'string' ? compressionFor(flags.output) : 'none')
  if (typeof flags.output === 'string') await checkOutputFile(flags.output)
  const runtime = await selectRuntime(app.registry, (kind, name) => contextFor(app, kind, name), {wanted: flags.runtime, preference: app.defaults.runtimes, say: app.log.info})
  const stored = await runtime.provider.images.inspect(ref, contextFor(app, 'runtime', runtime.name))
  if (!stored) throw new KinaError({code: 'E_IMAGE_MISSING', message: `The image ${ref} is not in the store of ${runtime.name}.`, next: ['kina image list shows the node images that are there.', 'kina image build makes kina’s own.']})
  return withScratch(app, async (directory) => {
    const archive = join(directory, 'saved.tar')
    const image = await step('save', `Image ${ref} out of ${runtime.name}`, (progress) => explainDiskErrors(app.cacheRoot, () => fromStore({app, runtime, ref, archive, total: stored.size, progress})))
    const title = typeof flags.output === 'string' ? flags.output : 'Standard output'
    const size = await step('write', title, (progress) => write(app, {archive, image, output: flags.output, compression, progress}))
    return {ref, kubernetes: image.labels[IMAGE_LABELS.kubernetes] ?? '', arch: image.architecture, runtime: runtime.name, file: typeof flags.output === 'string' ? flags.output : null, size}
  })
}

interface Fetching {
  readonly app: App
  readonly runtime: SelectedRuntime
  readonly ref: string
  readonly archive: string
  readonly total: number
  readonly progress: (text: string) => void
}

/** What the store gives, in a file, and the image in it. */
async function fromStore({app, runtime, ref, archive, total, progress}: Fetching): Promise<NamedImage> {
  const file = createWriteStream(archive)
  const failed = once(file, 'error').then(([error]) => Promise.reject(error as Error))
  failed.catch(() => undefined)
  let received = 0
  const saved = runtime.provider.images.save([ref], contextFor(app, 'runtime', runtime.name), async (chunk) => {
    received += chunk.length
    progress(`${bytes(received)} of about ${bytes(total)}`)
    if (!file.write(chunk)) await Promise.race([once(file, 'drain'), failed])
  })
  await Promise.race([saved, failed])
  await finished(file.end())
  progress('checking')
  try {
    const survey = await surveyArchive(createReadStream(archive, {highWaterMark: 1 << 20}), app.signal)
    const [image] = imagesInArchive(survey, '')
    if (image) return {...image, ref}
    throw new Error('there is no image in it')
  } catch (error) {
    app.signal.throwIfAborted()
    throw new KinaError({code: 'E_IMAGE_ARCHIVE', message: `What ${runtime.name} saved of ${ref} is not whole: ${messageOf(error)}.`, next: ['Run the same command again.', 'kina image verify looks at the image in the store.']}, {cause: error})
  }
}

interface WritingOut {
  readonly archive: string
  readonly image: NamedImage
  readonly output: string | Writable
  readonly compression: readonly NodeJS.ReadWriteStream[]
  readonly progress: (text: string) => void
}

/** Resolves to the size of what was written. */
async function write(app: App, {archive, image, output, compression, progress}: WritingOut): Promise<number> {
  const {size: total} = await stat(archive)
  const counted = {tar: 0, file: 0}
  const counting = (name: keyof typeof counted) =>
    new Transform({
      transform(chunk: Uint8Array, _, done) {
        counted[name] += chunk.length
        if (name === 'tar') progress(`${Math.min(100, Math.round((100 * counted.tar) / total))} %`)
        done(null, chunk)
      },
    })
  const to = (target: Writable) => writeImageFile({archive, images: [image], through: [counting('tar'), ...compression, counting('file'), target], signal: app.signal})
  await (typeof output === 'string' ? writeOutputFile(output, to) : to(output))
  return counted.file
}
