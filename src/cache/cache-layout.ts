import {join} from 'node:path'

/**
 * What stands where in a cache directory. `entries` holds finished entries by key, `tmp` what is being made or removed
 * (`<key>.<random>`), `locks` one lock for each key that is being made.
 */
export function cachePaths(root: string): {readonly entries: string; readonly tmp: string; readonly locks: string} {
  return {entries: join(root, 'entries'), tmp: join(root, 'tmp'), locks: join(root, 'locks')}
}

/** Where the finished entry of a key stands. */
export function entryPath(root: string, key: string): string {
  return join(cachePaths(root).entries, checked(key))
}

/** The directory that is the lock of a key. */
export function lockPath(root: string, key: string): string {
  return join(cachePaths(root).locks, `${checked(key)}.lock`)
}

/** The key a directory below `tmp` belongs to. */
export function keyOfTmp(name: string): string {
  return name.slice(0, name.lastIndexOf('.'))
}

function checked(key: string): string {
  if (!/^\w[\w.+-]*$/.test(key)) throw new TypeError(`not a cache key: ${JSON.stringify(key)}`)
  return key
}
