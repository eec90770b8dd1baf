import {mkdir, open, readFile, rm, stat} from 'node:fs/promises'
import {dirname} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {fileFailure} from './failure.js'
import {linkTarget} from './link-target.js'
import {describeOwner, ownerIsGone} from './lock-owner.js'
import {lockedError} from './locked-error.js'

export interface LockOptions {
  /** How long to wait while one and the same lock is held, in milliseconds. Default 10 s: kubectl holds it for milliseconds. */
  readonly timeoutMs?: number
  /** Ends the waiting. */
  readonly signal?: AbortSignal
}

/** Between two tries, at most. client-go tries once; kubectl's own holding time is shorter than this. */
const RETRY_MS = 100

/**
 * Runs `work` while nobody else writes `file`. The lock is client-go's, so that kubectl, kind and kina keep out of each other's way:
 * `<file>.lock`, created exclusively. They look at the path as the user wrote it; kina also locks where its symbolic link leads.
 * @throws KinaError `E_KUBECONFIG_LOCKED` when the lock is not freed in time.
 */
export async function withKubeconfigLock<T>(file: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  // One order for everybody, as in client-go, or two processes could wait for each other.
  const names = [...new Set([file, await linkTarget(file)])].sort().map((path) => `${path}.lock`)
  const held: (() => Promise<void>)[] = []
  try {
    for (const name of names) held.push(await acquire(name, file, options))
    return await work()
  } finally {
    for (const release of held.reverse()) await release()
  }
}

async function acquire(lock: string, file: string, {timeoutMs = 10_000, signal}: LockOptions): Promise<() => Promise<void>> {
  const text = await describeOwner()
  let deadline = Date.now() + timeoutMs
  let holder: string | null = null
  await mkdir(dirname(lock), {recursive: true, mode: 0o700}).catch((error: unknown) => Promise.reject(fileFailure('lock', file, error)))
  for (;;) {
    signal?.throwIfAborted()
    if (await create(lock, text, file)) return () => release(lock, text)
    if (await breakStale(lock)) continue
    // Where many write, a lock that goes from hand to hand is no reason to give up: what counts is one that stays.
    const now = await holderOf(lock)
    if (now !== holder && holder !== null) deadline = Date.now() + timeoutMs
    holder = now
    if (Date.now() >= deadline) throw await lockedError(lock, file, {text: await contentOf(lock), breaker: breakerOf(lock)})
    // Not in step with the others who wait.
    await sleep(RETRY_MS * (0.2 + 0.8 * Math.random()), undefined, signal && {signal}).catch(() => signal?.throwIfAborted())
  }
}

/** False when somebody holds it. A kill between its two steps leaves an empty lock, which then counts as foreign. */
async function create(lock: string, text: string, file: string): Promise<boolean> {
  try {
    const handle = await open(lock, 'wx', 0o600)
    try {
      await handle.writeFile(text)
    } catch (error) {
      await rm(lock, {force: true})
      throw error
    } finally {
      await handle.close()
    }
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw fileFailure('lock', file, error)
  }
}

/** Only what is still ours: a user may have removed the lock by hand, and another program taken it. */
async function release(lock: string, text: string): Promise<void> {
  if ((await contentOf(lock)) === text) await rm(lock, {force: true})
}

/**
 * Removes the lock of a kina that was killed. Looking and removing are two steps, and between them another waiting kina could remove the
 * same lock and take it anew; so whoever wants to remove one takes a second lock first. Should that one be left behind, nothing is broken any
 * more and the error names it.
 */
async function breakStale(lock: string): Promise<boolean> {
  if (!(await isStale(lock))) return false
  const breaking = await open(breakerOf(lock), 'wx', 0o600).catch(() => null)
  if (!breaking) return false
  try {
    await breaking.close()
    if (!(await isStale(lock))) return false
    await rm(lock, {force: true})
    return true
  } finally {
    await rm(breakerOf(lock), {force: true})
  }
}

async function isStale(lock: string): Promise<boolean> {
  const text = await contentOf(lock)
  return text !== null && (await ownerIsGone(text))
}

/** Different for each time that it was taken. */
async function holderOf(lock: string): Promise<string> {
  const [text, file] = [await contentOf(lock), await stat(lock).catch(() => null)]
  return `${text ?? ''} ${file?.ino ?? ''} ${file?.mtimeMs ?? ''}`
}

/** Null when it is gone or, as kubectl's have mode 0, not readable. */
async function contentOf(lock: string): Promise<string | null> {
  return readFile(lock, 'utf8').catch(() => null)
}

function breakerOf(lock: string): string {
  return `${lock}.break`
}
