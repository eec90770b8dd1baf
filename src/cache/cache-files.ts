import {chmod, lstat, open, readdir, rm, stat} from 'node:fs/promises'
import {join} from 'node:path'

/** Whether something stands at a path. Every error but "not there" is one. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false
      throw error
    },
  )
}

/** Removes a directory and all below it, read-only directories too. Not being there is fine. */
export async function removeTree(path: string): Promise<void> {
  const remove = () => rm(path, {recursive: true, force: true, maxRetries: 3})
  await remove().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error
    await makeWritable(path)
    await remove()
  })
}

/** Asks the kernel to put files on disk, so that a rename made afterwards does not survive a power cut that their content does not. */
export async function flushTree(path: string, {depth = Infinity} = {}): Promise<void> {
  if (depth > 0) {
    for (const child of await readdir(path, {withFileTypes: true})) {
      if (child.isDirectory()) await flushTree(join(path, child.name), {depth: depth - 1})
      else if (child.isFile()) await flush(join(path, child.name))
    }
  }
  await flush(path)
}

/** Disk space of all files below a path in bytes, hard links and sparse files counted as what they occupy. 0 when nothing is there. */
export async function treeSize(path: string, seen = new Set<string>()): Promise<number> {
  const info = await lstat(path).catch(() => undefined)
  if (info === undefined || seen.has(`${info.dev}:${info.ino}`)) return 0
  seen.add(`${info.dev}:${info.ino}`)
  if (!info.isDirectory()) return info.blocks * 512
  const sizes = await Promise.all((await readdir(path)).map((name) => treeSize(join(path, name), seen)))
  return sizes.reduce((sum, size) => sum + size, info.blocks * 512)
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } catch (error) {
    // Some file systems refuse to flush a directory; their renames are as safe as they get.
    if (!['EINVAL', 'EISDIR', 'EBADF'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    await handle.close()
  }
}

async function makeWritable(path: string): Promise<void> {
  if (!(await lstat(path)).isDirectory()) return
  await chmod(path, 0o700)
  for (const name of await readdir(path)) await makeWritable(join(path, name))
}
