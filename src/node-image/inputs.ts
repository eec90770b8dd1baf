import {createHash} from 'node:crypto'
import {existsSync} from 'node:fs'
import {readdir, readFile, stat} from 'node:fs/promises'
import {join, relative} from 'node:path'
import type {Arch} from '../contract/index.js'
import {fill} from './recipes.js'
import {nodeImageDirectory, nodeVersions} from './versions.js'

/** Changes when the way from inputs to an image changes in this package's code rather than under images/node. */
const FORMAT = '3'

/**
 * Digest of everything a node image is made from that this package decides: the cache key, and the label that tells an image made by another
 * kina. What it cannot know before the build has labels of its own: where programs came from, and which Debian packages the day had.
 */
export async function imageInputs(kubernetes: string, arch: Arch): Promise<string> {
  const versions = nodeVersions(kubernetes)
  // Loaded here: whoever only asks for a label of an image needs no reader of archives.
  const {debianKey, SHARED_USERLAND} = await import('./debian.js')
  const hash = createHash('sha256').update(JSON.stringify([FORMAT, arch, versions, debianKey({packages: SHARED_USERLAND}, {arch})]))
  const locks = versions.components.map(({version, modules}) => fill(modules.directory, version.modules)).filter((path) => existsSync(join(nodeImageDirectory, path)))
  for (const part of ['Containerfile', 'rootfs', 'pause', ...locks]) await addTree(hash, join(nodeImageDirectory, part))
  return hash.digest('hex').slice(0, 16)
}

async function addTree(hash: ReturnType<typeof createHash>, path: string): Promise<void> {
  const {mode} = await stat(path)
  // Only what git keeps of a mode, so that a checkout's umask does not matter.
  hash.update(`${relative(nodeImageDirectory, path)}\0${(mode & 0o100) === 0 ? '-' : 'x'}\0`)
  const entries = await readdir(path).catch(() => null)
  if (entries === null) hash.update(await readFile(path))
  else for (const entry of entries.sort()) await addTree(hash, join(path, entry))
}
