import {chmod, copyFile, mkdir, readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {nodeImageDirectory} from './versions.js'

/** Puts what a build of the node image begins from into an empty directory. With modes as git keeps them: a checkout's umask is no input. */
export async function copyContext(directory: string): Promise<void> {
  for (const part of ['Containerfile', 'rootfs']) await copyTree(join(nodeImageDirectory, part), join(directory, part))
}

async function copyTree(from: string, to: string): Promise<void> {
  const found = await stat(from)
  if (found.isDirectory()) {
    await mkdir(to)
    for (const entry of await readdir(from)) await copyTree(join(from, entry), join(to, entry))
  } else await copyFile(from, to)
  await chmod(to, (found.mode & 0o100) === 0 ? 0o644 : 0o755)
}
