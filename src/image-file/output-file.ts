import {createWriteStream} from 'node:fs'
import {access, constants, readdir, realpath, rename, rm, stat} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import type {Writable} from 'node:stream'
import {KinaError, messageOf} from '../errors.js'
import {isAlive} from '../process/is-alive.js'

/**
 * Has a file written under another name beside it, which it takes the place of once it is whole: whatever happens, there is the new file, or
 * what was there before. What is no regular file, such as a pipe or a device, is written to as it is.
 *
 * @throws KinaError E_FILE_UNWRITABLE; what `write` throws
 */
export async function writeOutputFile(path: string, write: (target: Writable) => Promise<void>): Promise<void> {
  const there = await stat(path).catch(() => null)
  if (there !== null && !there.isFile()) {
    return write(createWriteStream(path)).catch((error: unknown) => {
      throw explained(path, path, error)
    })
  }
  // A link goes on leading to the file.
  const final = await realpath(path).catch(() => path)
  const prefix = `.${basename(final)}.kina-`
  const unfinished = join(dirname(final), `${prefix}${process.pid}`)
  try {
    await removeAbandoned(dirname(final), prefix)
    await write(createWriteStream(unfinished, {flush: true}))
    await rename(unfinished, final)
  } catch (error) {
    await rm(unfinished, {force: true})
    throw explained(path, unfinished, error)
  }
}

/**
 * Says at once what would be in the way at the end.
 *
 * @throws KinaError E_FILE_UNWRITABLE
 */
export async function checkOutputFile(path: string): Promise<void> {
  const there = await stat(path).catch(() => null)
  if (there?.isDirectory() === true) throw new KinaError({code: 'E_FILE_UNWRITABLE', exit: 2, message: `${path} is a directory.`, next: [`Name a file in it: ${join(path, 'node.tar.zst')}`]})
  const asked = there === null || there.isFile() ? dirname(await realpath(path).catch(() => path)) : path
  await access(asked, constants.W_OK).catch((error: unknown) => {
    throw explained(path, asked, error)
  })
}

/** What a kina that was killed has left. */
async function removeAbandoned(directory: string, prefix: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length))))
  await Promise.all(names.map((name) => rm(join(directory, name), {force: true})))
}

function explained(path: string, written: string, error: unknown): unknown {
  const {code, path: at} = error as NodeJS.ErrnoException
  const full = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG'
  if (!full && at !== written && at !== dirname(written)) return error
  return new KinaError(
    {
      code: 'E_FILE_UNWRITABLE',
      message: `${path} cannot be written: ${full ? 'there is no room for it' : messageOf(error)}. Nothing is left of it.`,
      next: full ? [`df -h ${dirname(path)}`, 'A name that ends in .zst makes a file of a third of the size.'] : [`ls -ld ${dirname(path)}`],
    },
    {cause: error},
  )
}
