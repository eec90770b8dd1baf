import {mkdir, stat} from 'node:fs/promises'
import {dirname} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {lock} from 'proper-lockfile'
import type {Log} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'

/** A lock whose owner was killed is taken over after this long, in milliseconds. */
export const STALE_AFTER = 5000

export interface FileLock {
  /** Neither it nor its directory need be there. */
  readonly file: string
  /** How long another owner is waited for, in milliseconds. 0: only until it shows that it lives, which takes up to a second or two. */
  readonly patience: number
  readonly signal: AbortSignal
  readonly log: Log
  /** Said once, before waiting. */
  readonly waiting: string
  /** Begins the warning when the lock went to somebody else, as after a suspend. */
  readonly lost: string
  /** What is thrown when patience ends. */
  readonly busy: (cause: unknown) => Error
}

/**
 * Runs work while no other kina on this machine holds the lock of that file.
 *
 * @throws KinaError E_FILE_UNWRITABLE, and what `busy` gives
 */
export async function withFileLock<T>(options: FileLock, work: () => Promise<T>): Promise<T> {
  const release = await acquire(options)
  try {
    return await work()
  } finally {
    // A lock that was taken over meanwhile is not ours to release any more.
    await release().catch(() => {})
  }
}

/** @throws KinaError E_FILE_UNWRITABLE */
async function take({file, log, lost}: FileLock): Promise<(() => Promise<void>) | {readonly held: unknown}> {
  try {
    await mkdir(dirname(file), {recursive: true})
    return await lock(file, {realpath: false, stale: STALE_AFTER, update: STALE_AFTER / 4, onCompromised: (error) => log.warn(`${lost}: ${error.message}`)})
  } catch (error) {
    if ((error as {code?: string}).code === 'ELOCKED') return {held: error}
    throw unwritable(dirname(file), error)
  }
}

function unwritable(directory: string, error: unknown): KinaError {
  const full = ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')
  return new KinaError(
    {
      code: 'E_FILE_UNWRITABLE',
      message: `kina's locks are in ${directory}, where it cannot write: ${full ? 'no space left on the disk' : messageOf(error)}.`,
      // A disk may be full of files as well as of bytes.
      next: [...(full ? [`df -h ${directory}`, `df -i ${directory}`] : [`ls -ld ${directory}`]), 'Or set XDG_DATA_HOME to a directory elsewhere.'],
    },
    {cause: error},
  )
}

async function acquire(options: FileLock): Promise<() => Promise<void>> {
  const {file, patience, signal, log, waiting, busy} = options
  const until = performance.now() + patience
  const first = await beat(file)
  for (let told = patience === 0; ; told = true) {
    const taken = await take(options)
    if (typeof taken === 'function') return taken
    // Who was killed shows no life; its lock is had a few seconds later.
    if (performance.now() >= until && (await beat(file)) !== first) throw busy(taken.held)
    if (!told) log.info(waiting)
    // An aborted timer rejects with an error of its own; what counts is why.
    await sleep(200, undefined, {signal}).catch(() => signal.throwIfAborted())
  }
}

/** Of the lock's owner: its last sign of life. */
async function beat(file: string): Promise<number> {
  return stat(`${file}.lock`).then(({mtimeMs}) => mtimeMs, () => 0)
}
