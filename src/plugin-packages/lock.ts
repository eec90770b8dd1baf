import {mkdir} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {lock} from 'proper-lockfile'
import type {PackageHost} from './host.js'

/** A lock whose owner was killed is taken over after this long, in milliseconds. */
const STALE_AFTER = 5000

/** Runs work that changes installed plugins while no other kina does; waits as long as the other one lives. */
export async function whileNobodyElseInstalls<T>({dataRoot, signal, log}: PackageHost, work: () => Promise<T>): Promise<T> {
  await mkdir(dataRoot, {recursive: true})
  const release = await acquire()
  try {
    return await work()
  } finally {
    await release().catch(() => {})
  }

  async function acquire(): Promise<() => Promise<void>> {
    for (let told = false; ; told = true) {
      try {
        return await lock(join(dataRoot, 'plugins'), {realpath: false, stale: STALE_AFTER, update: STALE_AFTER / 4, onCompromised: (error) => log.warn(`The lock of the plugins was lost: ${error.message}`)})
      } catch (error) {
        if ((error as {code?: string}).code !== 'ELOCKED') throw error
        if (!told) log.info('Another kina changes the plugins: waiting for it.')
        await sleep(200, undefined, {signal}).catch(() => signal.throwIfAborted())
      }
    }
  }
}
