import {setTimeout as sleep} from 'node:timers/promises'
import lockfile from 'proper-lockfile'
import {lockPath} from './cache-layout.js'

/** A lock nobody has renewed for this long belongs to a dead process, in milliseconds. */
const STALE = 10_000
/** How often the owner renews it, in milliseconds: often enough for a few missed turns. */
const RENEW = 2000
/** How often a waiting process looks, in milliseconds. */
const LOOK = 200

export interface LockOptions {
  readonly root: string
  readonly key: string
  readonly signal: AbortSignal
  /** Called once, before waiting for another owner. */
  readonly onWait?: () => void
}

export interface HeldLock {
  /** Whether the lock went to somebody else, as after a suspend longer than the time it takes to go stale. */
  lost(): boolean
}

/** Runs `work` as the only owner of a key, on this machine and on others that share the directory. Waits as long as the owner lives. */
export async function whileLocked<T>(options: LockOptions, work: (lock: HeldLock) => Promise<T>): Promise<T> {
  let lost = false
  const release = await acquire(options, () => (lost = true))
  try {
    return await work({lost: () => lost})
  } finally {
    if (!lost) await release().catch(() => undefined)
  }
}

/** Whether a living process holds the lock of a key. */
export async function isLocked(root: string, key: string): Promise<boolean> {
  return lockfile.check(lockPath(root, key), {lockfilePath: lockPath(root, key), realpath: false, stale: STALE})
}

async function acquire({root, key, signal, onWait}: LockOptions, onCompromised: () => void): Promise<() => Promise<void>> {
  const settings = {lockfilePath: lockPath(root, key), realpath: false, stale: STALE, update: RENEW, retries: 0, onCompromised}
  for (let waited = false; ; waited = true) {
    signal.throwIfAborted()
    try {
      // proper-lockfile remembers what this process holds by the first argument, so it has to be unique to this cache.
      return await lockfile.lock(lockPath(root, key), settings)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error
    }
    if (!waited) onWait?.()
    await sleep(LOOK, undefined, {signal})
  }
}
