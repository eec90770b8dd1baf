import {createReadStream, createWriteStream} from 'node:fs'
import {stat} from 'node:fs/promises'
import {join} from 'node:path'
import {pipeline} from 'node:stream/promises'
import {KinaError, messageOf} from '../errors.js'
import {surveyArchive} from './archive-survey.js'
import {compressionOf, decompressing} from './compression.js'
import {imagesInArchive, type ImageInArchive} from './images-in-archive.js'

export interface Opening {
  /** For messages. */
  readonly name: string
  /** Where a file that is compressed is unpacked. */
  readonly directory: string
  /** Architecture to take of an image that has several. */
  readonly prefer: string
  readonly signal: AbortSignal
  readonly progress: (text: string) => void
}

export interface OpenedFile {
  /** A tar that is not compressed. */
  readonly archive: string
  /** At least one, each with a name. */
  readonly images: readonly ImageInArchive[]
}

/**
 * Unpacks a file if it is compressed, and looks at every byte of it.
 *
 * @throws KinaError E_IMAGE_ARCHIVE
 */
export async function openImageFile(file: string, {name, directory, prefer, signal, progress}: Opening): Promise<OpenedFile> {
  try {
    const compression = await compressionOf(file)
    let archive = file
    if (compression !== 'none') {
      progress('unpacking')
      archive = join(directory, 'unpacked.tar')
      const [decompress] = decompressing(compression)
      await pipeline([createReadStream(file, CHUNKS), decompress!, createWriteStream(archive)], {signal})
    }
    progress('checking')
    const images = imagesInArchive(await surveyArchive(createReadStream(archive, CHUNKS), signal), prefer)
    if (images.length === 0) throw new Error('there is no image in it')
    if (images.some(({names}) => names.length === 0)) throw new Error('an image in it has no name')
    return {archive, images}
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof KinaError || DISK.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    throw refused(name, error, await stat(file).catch(() => null))
  }
}

const CHUNKS = {highWaterMark: 1 << 20}
/** Of the disk that is written to. */
const DISK = ['ENOSPC', 'EDQUOT', 'EFBIG']

function refused(name: string, cause: unknown, stats: {readonly size: number} | null): KinaError {
  const {code} = cause as NodeJS.ErrnoException
  const what = code === 'ENOENT' ? 'there is no such file' : stats?.size === 0 ? 'it is empty' : messageOf(cause)
  return new KinaError(
    {
      code: 'E_IMAGE_ARCHIVE',
      exit: 2,
      message: `${name} is not the file of an image, or not all of it: ${what.replace(/\.$/, '')}.`,
      next: ['kina image save IMAGE -o FILE makes one.', ...(stats === null ? [] : ['If it was copied, compare it with where it comes from: sha256sum FILE']), 'Nothing was loaded.'],
    },
    {cause},
  )
}
