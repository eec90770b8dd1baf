import {stat} from 'node:fs/promises'
import {setTimeout as sleep} from 'node:timers/promises'
import {lock} from 'proper-lockfile'
import type {Log} from '../contract/index.js'

/** A lock whose owner was killed is taken over after this long, in milliseconds. */
export const STALE_AFTER = 5000

export interface FileLock {
  /** Its directory is there; the file itself need not be. */
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

/** Runs work while no other kina on this machine holds the lock of that file. */
export async function withFileLock<T>(options: FileLock, work: () => Promise<T>): Promise<T> {
  const release = await acquire(options)
  try {
    return await work()
  } finally {
    // A lock that was taken over meanwhile is not ours to release any more.
    await release().catch(() => {})
  }
}

async function acquire({file, patience, signal, log, waiting, lost, busy}: FileLock): Promise<() => Promise<void>> {
  const until = performance.now() + patience
  const first = await beat(file)
  for (let told = patience === 0; ; told = true) {
    try {
      return await lock(file, {realpath: false, stale: STALE_AFTER, update: STALE_AFTER / 4, onCompromised: (error) => log.warn(`${lost}: ${error.message}`)})
    } catch (error) {
      if ((error as {code?: string}).code !== 'ELOCKED') throw error
      // Who was killed shows no life; its lock is had a few seconds later.
      if (performance.now() >= until && (await beat(file)) !== first) throw busy(error)
      if (!told) log.info(waiting)
      // An aborted timer rejects with an error of its own; what counts is why.
      await sleep(200, undefined, {signal}).catch(() => signal.throwIfAborted())
    }
  }
}

/** Of the lock's owner: its last sign of life. */
async function beat(file: string): Promise<number> {
  return stat(`${file}.lock`).then(({mtimeMs}) => mtimeMs, () => 0)
}
