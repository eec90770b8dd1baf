import {randomBytes} from 'node:crypto'
import {mkdir, readdir, rename} from 'node:fs/promises'
import {join} from 'node:path'
import {explainDiskErrors} from './cache-errors.js'
import {removeTree, treeSize} from './cache-files.js'
import {cachePaths, entryPath} from './cache-layout.js'
import {removeAbandoned} from './cache-leftovers.js'
import {isLocked} from './cache-lock.js'

export interface CachedEntry {
  readonly key: string
  /** Disk space in bytes. */
  readonly size: number
}

export interface CacheCleanOptions {
  readonly root: string
  /** Keys that stay. Absent: none. */
  readonly keep?: readonly string[]
}

export interface CacheCleaned {
  readonly removed: readonly CachedEntry[]
  /** Disk space that came free in bytes, unfinished entries of dead processes included. */
  readonly freed: number
}

/** Disk space of everything in the cache in bytes; 0 when there is no cache. */
export async function cacheSize(root: string): Promise<number> {
  return treeSize(root)
}

/** The finished entries, sorted by key. */
export async function cacheEntries(root: string): Promise<readonly CachedEntry[]> {
  const keys = await readdir(cachePaths(root).entries).catch(() => [])
  return Promise.all(keys.sort().map(async (key) => ({key, size: await treeSize(entryPath(root, key))})))
}

/**
 * Removes finished entries, and unfinished ones of dead processes. An entry that somebody is making stays. Nothing says who is reading
 * an entry: a build that runs at the same time may fail, and succeeds when it is repeated.
 */
export async function cacheClean({root, keep = []}: CacheCleanOptions): Promise<CacheCleaned> {
  return explainDiskErrors(root, async () => {
    const paths = cachePaths(root)
    await Promise.all(Object.values(paths).map((path) => mkdir(path, {recursive: true})))
    const before = await treeSize(root)
    await removeAbandoned(root)
    const removed: CachedEntry[] = []
    for (const entry of await cacheEntries(root)) {
      if (keep.includes(entry.key) || (await isLocked(root, entry.key))) continue
      const doomed = join(paths.tmp, `${entry.key}.${randomBytes(4).toString('hex')}`)
      // Renamed first, so that nobody ever sees half an entry.
      if (!(await renamed(entryPath(root, entry.key), doomed))) continue
      await removeTree(doomed)
      removed.push(entry)
    }
    return {removed, freed: Math.max(0, before - (await treeSize(root)))}
  })
}

/** False when another process was faster. */
async function renamed(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
}
