import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {removeTree} from './cache-files.js'
import {cachePaths, keyOfTmp} from './cache-layout.js'
import {isLocked} from './cache-lock.js'

/**
 * Removes unfinished directories whose maker is dead. Only the owner of a key's lock makes them, so one whose key nobody holds is
 * abandoned, and so is every one of `owned`, a key this process holds and has made nothing for yet. Returns how many there were.
 */
export async function removeAbandoned(root: string, owned?: string): Promise<number> {
  const {tmp} = cachePaths(root)
  let removed = 0
  for (const name of await readdir(tmp)) {
    const key = keyOfTmp(name)
    if (key !== owned && (await isLocked(root, key))) continue
    await removeTree(join(tmp, name))
    removed++
  }
  return removed
}
