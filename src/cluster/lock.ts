import {mkdir} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {lock} from 'proper-lockfile'
import type {App} from '../app.js'
import {KinaError} from '../errors.js'

/** A lock whose owner was killed is taken over after this long, in milliseconds. */
const STALE_AFTER = 5000

/**
 * Runs work that changes one cluster while nobody else does. `wait` is for delete: it lets a running create end, or the lock of a
 * killed one become stale. Without it a held lock is an error at once.
 */
export async function withClusterLock<T>(app: App, cluster: string, {wait}: {wait: boolean}, work: () => Promise<T>): Promise<T> {
  const directory = join(app.stateRoot, 'locks')
  await mkdir(directory, {recursive: true})
  const release = await acquire(app, cluster, join(directory, cluster), wait ? performance.now() + 6 * STALE_AFTER : 0)
  try {
    return await work()
  } finally {
    // A lock that was taken over meanwhile is not ours to release any more.
    await release().catch(() => {})
  }
}

async function acquire(app: App, cluster: string, file: string, until: number): Promise<() => Promise<void>> {
  for (let told = false; ; told = true) {
    try {
      return await lock(file, {realpath: false, stale: STALE_AFTER, update: STALE_AFTER / 4, onCompromised: (error) => app.log.warn(`The lock of cluster ${cluster} was lost: ${error.message}`)})
    } catch (error) {
      if ((error as {code?: string}).code !== 'ELOCKED') throw error
      if (performance.now() >= until) throw busy(cluster, error)
      if (!told) app.log.info(`Another kina works on cluster ${cluster}: waiting for it.`)
      // An aborted timer rejects with an error of its own; what counts is why.
      await sleep(200, undefined, {signal: app.signal}).catch(() => app.signal.throwIfAborted())
    }
  }
}

function busy(cluster: string, cause: unknown): KinaError {
  return new KinaError(
    {
      code: 'E_CLUSTER_BUSY',
      message: `Another kina is working on the cluster "${cluster}" right now.`,
      next: ['Wait for it, or choose another name: kina cluster create NAME', `If it was killed, try again in ${STALE_AFTER / 1000} seconds.`],
    },
    {cause},
  )
}
