import {join} from 'node:path'
import type {App} from '../app.js'
import {KinaError} from '../errors.js'
import {STALE_AFTER, withFileLock, type FileLock} from '../process/with-file-lock.js'

/**
 * Runs work that changes one cluster while nobody else does. `wait` is for delete and power: it lets a running create end. Without it a lock whose
 * owner lives is an error at once; that of a killed one is waited for either way.
 */
export async function withClusterLock<T>({stateRoot, signal, log}: App, cluster: string, {wait}: {wait: boolean}, work: () => Promise<T>): Promise<T> {
  const lock: FileLock = {
    file: join(stateRoot, 'locks', cluster),
    patience: wait ? 6 * STALE_AFTER : 0,
    signal,
    log,
    waiting: `Another kina works on cluster ${cluster}: waiting for it.`,
    lost: `The lock of cluster ${cluster} was lost`,
    busy: (cause) => busy(cluster, cause),
  }
  return withFileLock(lock, work)
}

function busy(cluster: string, cause: unknown): KinaError {
  return new KinaError(
    {
      code: 'E_CLUSTER_BUSY',
      message: `Another kina is working on the cluster "${cluster}" right now.`,
      next: ['Wait for it, or choose another name: kina cluster create NAME'],
    },
    {cause},
  )
}
