import {inspect} from 'node:util'
import {KinaError} from '../errors.js'

/** The same error, with what was called in its message. Codes, details and next steps of kina's own errors are kept. */
export function stamp(error: unknown, where: string): unknown {
  if (error instanceof Error && error.name === 'AbortError') return error
  if (error instanceof KinaError) {
    if (error.code === 'E_INTERRUPTED' || error.code === 'E_STEP_TIMEOUT' || error.message.startsWith(where)) return error
    const {code, detail, next, exit} = error
    return new KinaError({code, message: `${where}: ${error.message}`, next, exit, ...(detail !== undefined && {detail})}, {cause: error})
  }
  const detail = error instanceof Error && typeof (error as {detail?: unknown}).detail === 'string' ? {detail: String((error as {detail?: unknown}).detail)} : {}
  return new KinaError({code: 'E_PROVIDER_FAILED', message: `${where}: ${thrownText(error)}`, ...detail}, {cause: error})
}

/** The text of anything a plugin may throw; never empty. */
export function thrownText(error: unknown): string {
  if (error instanceof Error) return error.message || error.name
  return typeof error === 'string' && error !== '' ? error : `it threw ${inspect(error, {depth: 0})}`
}
