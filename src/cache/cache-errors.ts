import {statfs} from 'node:fs/promises'
import {KinaError} from '../errors.js'

/**
 * Runs `work` on a cache directory and turns what a disk can do wrong into errors that say what to do.
 *
 * @throws KinaError E_CACHE_FULL when the disk or the quota is full, also where a program that was started says so;
 *   E_CACHE_UNWRITABLE when the directory cannot be written to
 */
export async function explainDiskErrors<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof KinaError && error.code.startsWith('E_CACHE_')) throw error
    if (isDiskFull(error)) throw await diskFull(root, error)
    if (isUnwritable(error, root)) throw unwritable(root, error)
    throw error
  }
}

async function diskFull(root: string, cause: unknown): Promise<KinaError> {
  const left = await statfs(root).then(({bavail, bsize}) => bavail * bsize, () => undefined)
  return new KinaError(
    {
      code: 'E_CACHE_FULL',
      message: `No space left on the disk while filling kina's cache in ${root}${left === undefined ? '' : ` (${Math.floor(left / 1e6)} MB were free for it)`}.`,
      detail: textOf(cause),
      next: ['kina image clean', 'Put the cache on another disk: set KINA_CACHE_DIR to a directory there.'],
    },
    {cause},
  )
}

function unwritable(root: string, cause: unknown): KinaError {
  return new KinaError(
    {
      code: 'E_CACHE_UNWRITABLE',
      message: `kina's cache in ${root} cannot be written to: ${textOf(cause)}.`,
      next: [`ls -ld ${root}`, 'Make it yours, or set KINA_CACHE_DIR to a directory that is.'],
    },
    {cause},
  )
}

/** By code where kina itself wrote, by text where a program did (its output is in the message or in the detail). */
function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const {code} = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') return true
  const text = error instanceof KinaError ? `${error.message}\n${error.detail ?? ''}` : ''
  return /no space left on device|disk quota exceeded/i.test(text) || isDiskFull(error.cause)
}

function isUnwritable(error: unknown, root: string): boolean {
  const {code, path} = error as NodeJS.ErrnoException
  return ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(code ?? '') && path?.startsWith(root) === true
}

function textOf(error: unknown): string {
  if (error instanceof KinaError) return error.detail ?? error.message
  return error instanceof Error ? error.message : String(error)
}
