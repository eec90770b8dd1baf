import {readlink} from 'node:fs/promises'
import {dirname, resolve} from 'node:path'

/** As Linux allows on one path. */
const MOST_LINKS = 40

/**
 * Follows symbolic links of the last part of a path, also to a file that is not there yet, which `realpath` refuses. People who keep their
 * dot files in a repository have `~/.kube/config` as a link, and a rename onto it would replace the link.
 */
export async function linkTarget(path: string): Promise<string> {
  let target = path
  for (let followed = 0; followed < MOST_LINKS; followed++) {
    const next = await readlink(target).catch(() => null)
    if (next === null) return target
    target = resolve(dirname(target), next)
  }
  throw Object.assign(new Error(`too many symbolic links: ${path}`), {code: 'ELOOP'})
}
