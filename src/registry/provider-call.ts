import type {Context} from '../contract/index.js'
import {KinaError} from '../errors.js'
import {bounded, isOutOfTime} from '../plugin-guard/bounded.js'
import {currentCall, inCall, type PluginCall} from '../plugin-guard/current-call.js'
import {shown, type Shape} from './shapes.js'
import {stamp} from './stamp.js'

/** One call of a provider's method. */
export interface ProviderCall {
  /** Kind, name and method: what an error begins with. */
  readonly where: string
  readonly plugin: string
  readonly installed: boolean
  /** In seconds. */
  readonly deadline: number
  readonly shape?: Shape | undefined
  /** Errors of kina's own, such as a program's that failed, pass as they are. */
  readonly transparent?: boolean
  /** How long it may take to notice that it is aborted, in milliseconds. */
  readonly grace?: number
}

type Method = (...args: unknown[]) => unknown

/** Longer than a program has between SIGTERM and SIGKILL. */
const GRACE = 10_000

/**
 * Calls a method that gives a promise. It settles in any case: with what the method gives, if that is what is wanted; with its error,
 * stamped; at the deadline, when the context's signal is aborted for this call and so are programs it runs; or a while after the caller's own
 * signal was aborted. What comes later is ignored.
 */
export function callAsync(call: ProviderCall, method: Method, self: unknown, args: readonly unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const deadline = new AbortController()
    const context = args.find(isContext)
    const timers: NodeJS.Timeout[] = []
    let over = false
    const end = (settle: () => void): boolean => {
      if (over) return false
      over = true
      timers.forEach(clearTimeout)
      context?.signal.removeEventListener('abort', aborted)
      settle()
      return true
    }
    const fail = (error: unknown) => end(() => reject(call.transparent && error instanceof KinaError ? error : stamp(error, call.where)))
    const aborted = () => void timers.push(setTimeout(() => fail(context?.signal.reason), call.grace ?? GRACE))
    const late = () => {
      const error = outOfTime(call)
      fail(error)
      deadline.abort(error)
    }
    timers.push(setTimeout(late, call.deadline * 1000))
    if (context?.signal.aborted) aborted()
    else context?.signal.addEventListener('abort', aborted, {once: true})
    const outer = currentCall()?.signal
    const signal = outer ? AbortSignal.any([outer, deadline.signal]) : deadline.signal
    const given = args.map((arg) => (arg === context && context ? {...context, signal: AbortSignal.any([context.signal, signal])} : arg))
    const running: PluginCall = {plugin: call.plugin, installed: call.installed, signal, fail}
    inCall(running, () => started(method, self, given)).then((value) => end(() => settleWith(call, value, resolve, reject)), fail)
  })
}

/** What is thrown before the first promise is a rejection, too. */
async function started(method: Method, self: unknown, args: readonly unknown[]): Promise<unknown> {
  return method.apply(self, [...args])
}

function settleWith(call: ProviderCall, value: unknown, resolve: (value: unknown) => void, reject: (error: unknown) => void): void {
  try {
    resolve(checked(call, value))
  } catch (error) {
    reject(error)
  }
}

/** Calls a method that answers at once; an endless loop in it ends at the deadline. */
export function callSync(call: ProviderCall, method: Method, self: unknown, args: readonly unknown[]): unknown {
  const {plugin, installed, where} = call
  let value: unknown
  try {
    value = bounded(call.deadline * 1000, () => inCall({plugin, installed}, () => method.apply(self, [...args])))
  } catch (error) {
    throw isOutOfTime(error) ? outOfTime(call) : stamp(error, where)
  }
  return checked(call, value)
}

function checked({shape, where}: ProviderCall, value: unknown): unknown {
  const wanted = shape?.(value)
  if (wanted === undefined) return value
  if (value instanceof Promise) value.catch(() => {})
  throw new KinaError({code: 'E_PROVIDER_FAILED', message: `${where}: gave ${shown(value)} instead of ${wanted}`})
}

function outOfTime({where, deadline, plugin}: ProviderCall): KinaError {
  return new KinaError({
    code: 'E_STEP_TIMEOUT',
    message: `${where} did not come back within ${deadline} s`,
    next: ['KINA_DEBUG=1 shows what it says while it runs.', `It is part of the plugin ${plugin}: kina plugins inspect ${plugin}`],
  })
}

function isContext(value: unknown): value is Context {
  const {signal, exec} = (value ?? {}) as Partial<Context>
  return signal instanceof AbortSignal && typeof exec === 'function'
}
