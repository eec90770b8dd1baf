import {Script} from 'node:vm'
import {fenced} from './current-call.js'

/** Where the script below finds what it is to run. */
const SLOT = Symbol.for('kina.bounded')
const script = new Script(`globalThis[Symbol.for('kina.bounded')]()`)

/**
 * Runs a function and ends it when it has not returned in time, even in the middle of an endless loop: V8 itself stops it, which nothing
 * else in this thread could. Bounds what runs before the first `await`, not what comes after.
 */
export function bounded<T>(milliseconds: number, work: () => T): T {
  Object.assign(globalThis, {[SLOT]: work})
  // What is stopped runs no `finally`, so it is this frame that leaves the call it was in.
  return fenced(() => script.runInThisContext({timeout: milliseconds, displayErrors: false}) as T)
}

/** Whether an error is the end of a function that took too long. */
export function isOutOfTime(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
