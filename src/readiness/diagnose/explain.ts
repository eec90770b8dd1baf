import type {Condition} from '../../contract/index.js'
import {KinaError} from '../../errors.js'
import type {Diagnosis} from './cause.js'
import {withCause} from './diagnose.js'

/** How long one and the same thing is waited for before somebody looks why, and the pause between two such looks, in milliseconds. */
const AFTER = 10_000

/** Looks for causes while something is waited for, so that the wait says them, and its end, too. */
export interface Explained {
  /** The same look, whose reason has the cause in it once one is known. */
  readonly look: () => Promise<Condition>
  /** The same error, with causes and what to do; what is no missed deadline stays as it is. */
  readonly error: (error: unknown) => Promise<unknown>
}

export function explained(look: () => Promise<Condition>, diagnose: () => Promise<readonly Diagnosis[]>, after = AFTER): Explained {
  let known: readonly Diagnosis[] = []
  let reason = ''
  let since = performance.now()
  let looking = false
  let said = ''
  const lookForCauses = () => {
    if (looking) return
    looking = true
    // Beside the wait: it must not be late for what it waits for.
    void diagnose().then((found) => (known = found), () => {}).finally(() => {
      looking = false
      since = performance.now()
    })
  }
  return {
    async look() {
      const condition = await look()
      if (condition.met) return condition
      if (condition.reason !== reason) {
        if (known.length === 0) since = performance.now()
        reason = condition.reason
      }
      if (performance.now() - since > after) lookForCauses()
      const explained = withCause(condition.reason, known)
      said = explained.slice(condition.reason.length)
      return {met: false, reason: explained}
    },
    async error(error) {
      if (!(error instanceof KinaError) || error.code !== 'E_READY_TIMEOUT') return error
      const found = await diagnose().catch(() => known)
      return found.length === 0 ? error : withCauses(error, error.message.replace(said, ''), found)
    },
  }
}

/** Causes beside the message, and what to do about them before what is always worth a look. */
function withCauses({code, detail, node, next, exit}: KinaError, message: string, found: readonly Diagnosis[]): KinaError {
  const causes = new AggregateError(found.map(({text}) => new Error(text)), '')
  return new KinaError({code, message, ...(detail !== undefined && {detail}), ...(node !== undefined && {node}), next: [...new Set([...found.flatMap((diagnosis) => diagnosis.next), ...next])], exit}, {cause: causes})
}
