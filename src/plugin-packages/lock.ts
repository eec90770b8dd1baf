import {join} from 'node:path'
import {KinaError} from '../errors.js'
import {withFileLock, type FileLock} from '../process/with-file-lock.js'
import type {PackageHost} from './host.js'

/** How long another installation may take before this one gives up, in milliseconds: npm on a slow line. */
const PATIENCE = 10 * 60_000

/** Runs work that changes installed plugins while no other kina does; waits for the other one. */
export async function whileNobodyElseInstalls<T>({dataRoot, signal, log}: PackageHost, work: () => Promise<T>, patience = PATIENCE): Promise<T> {
  const lock: FileLock = {
    file: join(dataRoot, 'plugins'),
    patience,
    signal,
    log,
    waiting: 'Another kina changes the plugins: waiting for it.',
    lost: 'The lock of the plugins was lost',
    busy: (cause) =>
      new KinaError(
        {code: 'E_PLUGIN_INSTALL', message: 'Another kina is still changing the plugins.', detail: `The lock is ${join(dataRoot, 'plugins.lock')}`, next: ['The plugins are as they were. Wait for the other one, or end it, and run the command again.']},
        {cause},
      ),
  }
  return withFileLock(lock, work)
}
