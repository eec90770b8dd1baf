import {stat} from 'node:fs/promises'
import {KinaError} from '../errors.js'
import {age} from '../report/age.js'
import {parseOwner} from './lock-owner.js'

/** A lock this old, in milliseconds, is nobody's any more: kubectl and kind hold it for one write. */
const LEFT_BEHIND_AFTER = 60_000

/** Says who has a lock and since when, and how to get rid of one that was left behind. `text` is the lock's own; `breaker` the file that is taken to break it. */
export async function lockedError(lock: string, file: string, {text, breaker}: {text: string | null; breaker: string}): Promise<KinaError> {
  const [since, breaking] = await Promise.all([lock, breaker].map((path) => stat(path).catch(() => null)))
  const owner = parseOwner(text ?? '')
  const holder = owner ? `kina, process ${owner.pid} on ${owner.where.split(' ')[0] ?? ''}` : 'another program, such as kubectl or kind, whose locks do not say whose they are'
  const now = Date.now()
  const time = since ? `, since ${since.mtime.toISOString()}, ${age(since.mtime.toISOString(), now)} ago` : ''
  const leftBehind = owner === null && since !== null && since !== undefined && now - since.mtimeMs > LEFT_BEHIND_AFTER
  const why = leftBehind ? ' Such programs need it for less than a second: this one was most likely left behind when one was killed.' : ''
  const remove = `rm -f ${lock}${breaking ? ` ${breaker}` : ''}`
  const wait = 'Wait until the other program has ended and run kina kubeconfig export.'
  return new KinaError({
    code: 'E_KUBECONFIG_LOCKED',
    message: `Could not write ${file}: ${lock} is held by ${holder}${time}.${why}`,
    next: leftBehind ? [`If no kubectl or kind runs: ${remove}`, wait] : [wait, `If none is running, the lock was left behind by one that was killed: ${remove}`],
  })
}
