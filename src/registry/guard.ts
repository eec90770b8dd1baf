import {KinaError, messageOf} from '../errors.js'
import type {ProviderKind} from './registry.js'

/**
 * The same provider, except that whatever one of its methods throws bears the provider's kind, name and method, so that authors
 * may throw plain errors. Codes, details and next steps of kina's own errors are kept.
 */
export function guard<P extends object>(provider: P, kind: ProviderKind, name: string): P {
  // Not the provider itself as the target: of a frozen object a proxy may give back nothing but the very same methods.
  return new Proxy(Object.create(provider) as P, {
    get(_, key) {
      const value: unknown = Reflect.get(provider, key)
      if (typeof value === 'function') return stamped(value as Method, provider, kind, name, String(key))
      if (typeof value === 'object' && value !== null) return guard(value, kind, `${name} ${String(key)}`)
      return value
    },
  })
}

type Method = (...args: unknown[]) => unknown

function stamped(method: Method, self: object, kind: ProviderKind, name: string, key: string): Method {
  const fail = (error: unknown): never => {
    throw stamp(error, `${kind} ${name}, ${key}`)
  }
  return (...args) => {
    try {
      const result = method.apply(self, args)
      return result instanceof Promise ? result.catch(fail) : result
    } catch (error) {
      return fail(error)
    }
  }
}

function stamp(error: unknown, where: string): unknown {
  if (error instanceof Error && error.name === 'AbortError') return error
  if (error instanceof KinaError) {
    if (error.code === 'E_INTERRUPTED' || error.code === 'E_STEP_TIMEOUT' || error.message.startsWith(where)) return error
    const {code, detail, next, exit} = error
    return new KinaError({code, message: `${where}: ${error.message}`, next, exit, ...(detail !== undefined && {detail})}, {cause: error})
  }
  const detail = error instanceof Error && typeof (error as {detail?: unknown}).detail === 'string' ? {detail: String((error as {detail?: unknown}).detail)} : {}
  return new KinaError({code: 'E_PROVIDER_FAILED', message: `${where}: ${messageOf(error)}`, ...detail}, {cause: error})
}
