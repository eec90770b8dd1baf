import {constants} from 'node:fs'
import {cp, mkdir, mkdtemp, readdir, rename, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {exists} from '../cache/cache-files.js'
import type {PackageHost} from './host.js'
import {whileNobodyElseInstalls} from './lock.js'
import {emptyManifest, readManifest, writeManifest} from './manifest.js'
import {soundManifest} from './rebuild.js'

/** All that installing changes; the list comes last, so that it never names what is not there yet. */
const PARTS = ['tarballs', 'node_modules', 'package-lock.json', 'package.json'] as const

const STAGE = 'plugins.stage-'

/**
 * Changes installed plugins in a copy that takes the place of the original when `work` has succeeded: whatever fails, and whenever
 * this process or npm is killed, the plugins are as they were, or as they were to be.
 *
 * @param work gets the directory of the copy
 */
export async function changePackages<T>(host: PackageHost, work: (stage: string) => Promise<T>, {empty = false} = {}): Promise<T> {
  const {dataRoot} = host
  return whileNobodyElseInstalls(host, async () => {
    await rollForward(dataRoot)
    await removeStages(dataRoot)
    // A name of its own: an npm whose kina was killed goes on for a while, and must not meddle with the next one.
    const stage = await mkdtemp(join(dataRoot, STAGE))
    try {
      if (!empty) await copyParts(host, stage)
      await complete(stage)
      const result = await work(stage)
      host.signal.throwIfAborted()
      // From here on it is decided: the next kina that changes plugins finishes what this one does not.
      await rename(stage, join(dataRoot, 'plugins.ready'))
      await rollForward(dataRoot)
      return result
    } finally {
      await rm(stage, {recursive: true, force: true})
    }
  })
}

/** Of killed ones. What an npm that still runs puts there again, the next one removes. */
async function removeStages(dataRoot: string): Promise<void> {
  const left = (await readdir(dataRoot)).filter((name) => name.startsWith(STAGE))
  await Promise.all(left.map((name) => rm(join(dataRoot, name), {recursive: true, force: true}).catch(() => {})))
}

/** Puts a finished copy in the place of the original. Does nothing when there is none; may be killed and repeated anywhere. */
async function rollForward(dataRoot: string): Promise<void> {
  const ready = join(dataRoot, 'plugins.ready')
  const old = join(dataRoot, 'plugins.old')
  if (await exists(ready)) {
    for (const part of PARTS) {
      if (!(await exists(join(ready, part)))) continue
      await rm(old, {recursive: true, force: true})
      await mkdir(old)
      // A file is replaced by the rename itself, so that there is no moment without it.
      if (!part.endsWith('.json')) await rename(join(dataRoot, part), join(old, part)).catch(ignoreMissing)
      await rename(join(ready, part), join(dataRoot, part))
    }
  }
  await Promise.all([ready, old].map((directory) => rm(directory, {recursive: true, force: true})))
}

async function copyParts(host: PackageHost, stage: string): Promise<void> {
  await soundManifest(host)
  for (const part of PARTS) {
    await cp(join(host.dataRoot, part), join(stage, part), {recursive: true, verbatimSymlinks: true, preserveTimestamps: true, mode: constants.COPYFILE_FICLONE}).catch(ignoreMissing)
  }
  // npm believes its own summary of what is installed; without it, it looks, and mends what a killed one left.
  await rm(join(stage, 'node_modules/.package-lock.json'), {force: true})
}

async function complete(stage: string): Promise<void> {
  for (const directory of ['tarballs', 'node_modules']) await mkdir(join(stage, directory), {recursive: true})
  if (!(await exists(join(stage, 'package.json')))) await writeManifest(stage, emptyManifest)
  const {name} = await readManifest(stage)
  await writeFile(join(stage, 'package-lock.json'), JSON.stringify({name, lockfileVersion: 3, requires: true, packages: {}}), {flag: 'wx'}).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
