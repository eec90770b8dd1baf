import {chmod, copyFile, mkdir, mkdtemp, readdir, rm, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {isAlive} from '../process/is-alive.js'
import {nodeImageDirectory} from './versions.js'

/** A directory with what a build begins from. Under the cache, since it holds hard links to cached programs; those of killed builds are removed. */
export async function buildDirectory(cacheRoot: string): Promise<string> {
  const parent = join(cacheRoot, 'build')
  await mkdir(parent, {recursive: true})
  const old = (await readdir(parent)).filter((name) => !isAlive(Number(name.split('-')[1])))
  await Promise.all(old.map((name) => rm(join(parent, name), {recursive: true, force: true})))
  const directory = await mkdtemp(join(parent, `node-${process.pid}-`))
  for (const part of ['Containerfile', 'rootfs']) await copyTree(join(nodeImageDirectory, part), join(directory, part))
  return directory
}

/** With modes as git keeps them: a checkout's umask is no input. */
async function copyTree(from: string, to: string): Promise<void> {
  const found = await stat(from)
  if (found.isDirectory()) {
    await mkdir(to)
    for (const entry of await readdir(from)) await copyTree(join(from, entry), join(to, entry))
  } else await copyFile(from, to)
  await chmod(to, (found.mode & 0o100) === 0 ? 0o644 : 0o755)
}
