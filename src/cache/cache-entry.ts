import {randomBytes} from 'node:crypto'
import {mkdir, rename} from 'node:fs/promises'
import {join} from 'node:path'
import {KinaError} from '../errors.js'
import {explainDiskErrors} from './cache-errors.js'
import {exists, flushTree, removeTree} from './cache-files.js'
import {cachePaths, entryPath} from './cache-layout.js'
import {whileLocked} from './cache-lock.js'
import {removeAbandoned} from './cache-leftovers.js'

export interface CacheEntryOptions {
  /** Directory of the cache, absolute; made when missing. */
  readonly root: string
  /** A digest of all inputs, with a readable prefix: letters, digits, `.`, `_`, `+`, `-`. */
  readonly key: string
  readonly signal: AbortSignal
  /** Called once if another process is making this entry now. */
  readonly onWait?: () => void
}

/**
 * The directory of a finished entry; made by `produce` when it is not there. `produce` fills a directory beside it which becomes the
 * entry by one rename, so that an entry is there completely or not at all, whoever is killed and whenever. One process makes an entry,
 * others wait for it. The entry is shared: read it, never write into it.
 *
 * @throws KinaError E_CACHE_FULL, E_CACHE_UNWRITABLE, E_CACHE_LOCKED, and what `produce` throws
 */
export async function cacheEntry(options: CacheEntryOptions, produce: (directory: string) => Promise<void>): Promise<string> {
  const {root, key, signal} = options
  const finished = entryPath(root, key)
  if (await exists(finished)) return finished
  return explainDiskErrors(root, async () => {
    const paths = cachePaths(root)
    await Promise.all(Object.values(paths).map((path) => mkdir(path, {recursive: true})))
    return whileLocked({root, key, signal, ...(options.onWait && {onWait: options.onWait})}, async (lock) => {
      if (await exists(finished)) return finished
      await removeAbandoned(root, key)
      const directory = join(paths.tmp, `${key}.${randomBytes(4).toString('hex')}`)
      try {
        await mkdir(directory)
        await produce(directory)
        signal.throwIfAborted()
        await flushTree(directory)
        if (lock.lost()) throw lostLock(key)
        await rename(directory, finished)
        await flushTree(paths.entries, {depth: 0})
        return finished
      } catch (error) {
        await removeTree(directory)
        // Losing the lock means that another process may have finished the same entry meanwhile.
        if (lock.lost() && (await exists(finished))) return finished
        throw error
      }
    })
  })
}

/** Whether a finished entry is there. */
export async function cacheHas(root: string, key: string): Promise<boolean> {
  return exists(entryPath(root, key))
}

function lostLock(key: string): KinaError {
  return new KinaError({
    code: 'E_CACHE_LOCKED',
    message: `The lock of the cache entry ${key} was lost while it was being made; this computer was probably suspended meanwhile.`,
    next: ['Run the same command again.'],
  })
}
