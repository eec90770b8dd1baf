import {createReadStream, createWriteStream} from 'node:fs'
import {chmod, rm} from 'node:fs/promises'
import {basename, join, posix} from 'node:path'
import {pipeline} from 'node:stream/promises'
import {createGunzip} from 'node:zlib'
import {extract} from 'tar-stream'
import {KinaError, messageOf} from '../errors.js'
import {digest} from './digest.js'
import {download} from './download.js'
import {fill, type ReleaseRecipe} from './recipes.js'
import {versionsFile} from './versions.js'
import {cached, type Workshop} from './workshop.js'

export interface ReleaseDownload {
  /** For messages and the cache key. */
  readonly name: string
  readonly version: string
  readonly recipe: ReleaseRecipe
}

/**
 * Programs out of upstream's releases, one cache entry a component: the directory that holds them. Every download is compared with
 * the checksum published beside it.
 *
 * @throws KinaError E_DOWNLOAD_FAILED, E_DOWNLOAD_CHECKSUM, E_DOWNLOAD_INSECURE
 */
export async function programsFromRelease(release: ReleaseDownload, shop: Workshop): Promise<string> {
  const files = filesOf(release, shop)
  return cached(shop, releaseKey(release, shop), async (directory) => {
    for (const {url, checksumUrl, members, program} of files) {
      const target = join(directory, program ?? `.${basename(new URL(url).pathname)}`)
      await download({url, checksumUrl, target, ...(shop.pause !== undefined && {pause: shop.pause})}, shop)
      if (program !== undefined) await chmod(target, 0o755)
      else await unpack(target, members, url, directory)
    }
  })
}

/** The cache key of a release's programs: where they come from and what is taken. */
export function releaseKey(release: ReleaseDownload, shop: Pick<Workshop, 'arch' | 'mirrors'>): string {
  return `release-${release.name}-${release.version}-${shop.arch}-${digest(filesOf(release, shop))}`
}

/** URL of the first checksum file: small, and there if the release is. */
export function firstChecksumUrl(release: ReleaseDownload, shop: Pick<Workshop, 'arch' | 'mirrors'>): string | undefined {
  return filesOf(release, shop)[0]?.checksumUrl
}

interface FileToGet {
  readonly url: string
  readonly checksumUrl: string
  readonly program?: string
  /** Programs by path in the archive. */
  readonly members: Readonly<Record<string, string>>
}

function filesOf({version, recipe}: ReleaseDownload, {arch, mirrors}: Pick<Workshop, 'arch' | 'mirrors'>): readonly FileToGet[] {
  const base = (mirrors?.[recipe.mirror] ?? versionsFile.mirrors[recipe.mirror] ?? '').replace(/\/+$/, '')
  return recipe.files.map((file) => {
    const url = fill(file.url, version, {base, arch})
    const members = Object.fromEntries(Object.entries(file.members ?? {}).map(([program, path]) => [path, program]))
    return {url, checksumUrl: fill(file.checksum, version, {base, arch, url}), members, ...(file.program !== undefined && {program: file.program})}
  })
}

/** Takes programs out of a gzipped tar archive and removes it. Only named members are written, each under its program's name. */
async function unpack(archive: string, members: FileToGet['members'], url: string, directory: string): Promise<void> {
  const missing = new Map(Object.entries(members))
  const unpacking = extract()
  const reading = pipeline(createReadStream(archive), createGunzip(), unpacking)
  const writing = async () => {
    for await (const entry of unpacking) {
      const path = posix.normalize(entry.header.name)
      const program = missing.get(path)
      if (program === undefined || entry.header.type !== 'file') entry.resume()
      else {
        await pipeline(entry, createWriteStream(join(directory, program), {mode: 0o755}))
        missing.delete(path)
      }
    }
  }
  await Promise.all([reading, writing()]).catch((error: unknown) => {
    throw unreadable(url, messageOf(error), error)
  })
  if (missing.size > 0) throw unreadable(url, `it does not contain ${[...missing.keys()].join(', ')}`)
  await rm(archive)
}

function unreadable(url: string, reason: string, cause?: unknown): KinaError {
  return new KinaError(
    {code: 'E_DOWNLOAD_FAILED', message: `The archive of ${url} is not what kina expects: ${reason}.`, next: ['Check what the mirror serves there.']},
    {cause},
  )
}
