import {setTimeout as sleep} from 'node:timers/promises'

/** Looks again and again until it holds; at the deadline fails with what was waited for and the last error. */
export async function waitUntil(what: string, holds: () => Promise<boolean>, seconds = 120): Promise<void> {
  const end = performance.now() + seconds * 1000
  let last: unknown
  while (performance.now() < end) {
    try {
      if (await holds()) return
    } catch (error) {
      last = error
    }
    await sleep(200)
  }
  throw new Error(`${what}: not within ${seconds} s`, {cause: last})
}
