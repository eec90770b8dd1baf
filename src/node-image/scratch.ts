import {mkdir, mkdtemp, readdir, rm} from 'node:fs/promises'
import {join} from 'node:path'
import type {App} from '../app.js'
import {isAlive} from '../process/is-alive.js'

/**
 * Lends a directory under the cache, where hard links to cached files are possible, and removes it; those of kinas that were killed are
 * removed, too.
 */
export async function withScratch<T>({cacheRoot}: Pick<App, 'cacheRoot'>, work: (directory: string) => Promise<T>): Promise<T> {
  const parent = join(cacheRoot, 'build')
  await mkdir(parent, {recursive: true})
  const old = (await readdir(parent)).filter((name) => !isAlive(Number(name.split('-')[1])))
  await Promise.all(old.map((name) => rm(join(parent, name), {recursive: true, force: true})))
  const directory = await mkdtemp(join(parent, `node-${process.pid}-`))
  try {
    return await work(directory)
  } finally {
    await rm(directory, {recursive: true, force: true})
  }
}
