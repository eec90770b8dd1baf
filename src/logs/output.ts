import {mkdir, mkdtemp, readdir, rm, stat} from 'node:fs/promises'
import {basename, dirname, join, resolve} from 'node:path'
import {KinaError, messageOf} from '../errors.js'
import {packFolder} from './archive.js'

/** Where logs go: a folder, or an archive that is made of one. */
export interface LogOutput {
  /** Absolute. */
  readonly path: string
  /** Where to write. */
  readonly folder: string
  /** Makes what was asked for of what was written. */
  readonly finish: () => Promise<void>
  /** Takes away what was begun. */
  readonly discard: () => Promise<void>
}

/** A name that ends so is an archive's. */
const ARCHIVE = /\.(?:tar\.gz|tgz)$/

/**
 * Makes room for logs.
 * @throws KinaError `E_DIRECTORY_NOT_EMPTY` when something is there already.
 */
export async function openOutput(wanted: string): Promise<LogOutput> {
  const path = resolve(wanted)
  try {
    return ARCHIVE.test(path) ? await archiveAt(path) : await folderAt(path)
  } catch (error) {
    if (error instanceof KinaError) throw error
    throw new KinaError({code: 'E_DIRECTORY_NOT_EMPTY', exit: 2, message: `${path} cannot be written to: ${messageOf(error)}`, next: ['Choose another: --output PATH']}, {cause: error})
  }
}

async function folderAt(path: string): Promise<LogOutput> {
  const made = await mkdir(path, {recursive: true, mode: 0o700})
  const inside = await readdir(path)
  if (inside.length > 0) throw taken(`${path} is there already, with ${inside.slice(0, 3).join(', ')}${inside.length > 3 ? ', ...' : ''} in it.`)
  // What somebody made beforehand stays, empty as it was.
  const discard = async () => {
    for (const name of await readdir(path)) await rm(join(path, name), {recursive: true, force: true})
    if (made !== undefined) await rm(made, {recursive: true, force: true})
  }
  return {path, folder: path, finish: async () => {}, discard}
}

/** Beside the archive, not among the machine's temporary files: what is in it is the user's. */
async function archiveAt(path: string): Promise<LogOutput> {
  if (await stat(path).catch(() => null)) throw taken(`${path} is there already.`)
  await mkdir(dirname(path), {recursive: true})
  const folder = await mkdtemp(join(dirname(path), `.${basename(path)}-`))
  const discard = () => rm(folder, {recursive: true, force: true})
  const finish = async () => {
    await packFolder(folder, basename(path).replace(ARCHIVE, ''), path)
    await discard()
  }
  return {path, folder, finish, discard}
}

function taken(message: string): KinaError {
  return new KinaError({code: 'E_DIRECTORY_NOT_EMPTY', exit: 2, message: `${message} Nothing was written.`, next: ['Choose another: --output PATH']})
}
