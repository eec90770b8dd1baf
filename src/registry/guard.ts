import {DEADLINES, OTHER_DEADLINE, type Deadlines} from './deadlines.js'
import {guardNode, originalOf} from './guard-node.js'
import {callAsync, callSync, type ProviderCall} from './provider-call.js'
import type {ProviderKind} from './provider-kind.js'
import {RESULTS} from './shapes.js'

/** Whose provider it is. */
export interface Guarded {
  readonly kind: ProviderKind
  readonly name: string
  /** Default: not known. */
  readonly plugin?: string
  readonly installed?: boolean
  /** In the place of those that hold. */
  readonly deadlines?: Deadlines
}

type Method = (...args: unknown[]) => unknown

/** Answer at once rather than with a promise. */
const SYNCHRONOUS: ReadonlySet<string> = new Set(['needs'])

/**
 * The same provider, except that each call of it ends: by its deadline at the latest, and with an error that bears the provider's kind, name
 * and method, so that authors may throw plain errors. What it gives is looked at, and the nodes and functions it gives are guarded alike.
 */
export function guard<P extends object>(provider: P, guarded: Guarded, path = ''): P {
  const members = new Map<PropertyKey, unknown>()
  // Not the provider itself as the target: of a frozen object a proxy may give back nothing but the very same methods.
  return new Proxy(Object.create(provider) as P, {
    get(_, key) {
      if (members.has(key)) return members.get(key)
      const value: unknown = Reflect.get(provider, key)
      if (typeof key === 'symbol' || value === null || (typeof value !== 'function' && typeof value !== 'object')) return value
      const member = typeof value === 'function' ? guardMethod(value as Method, provider, guarded, path + key) : guard(value, guarded, `${path}${key}.`)
      members.set(key, member)
      return member
    },
  })
}

function guardMethod(method: Method, self: object, guarded: Guarded, name: string): Method {
  const call = callOf(guarded, name)
  if (SYNCHRONOUS.has(name)) return (...args) => callSync(call, method, self, args)
  return async (...args) => guardResult(await callAsync(call, method, self, args.map((arg) => originalOf(arg, guarded.name))), guarded, name)
}

/** How one method of a provider is called. */
export function callOf({kind, name, plugin = 'of nobody', installed = false, deadlines = {}}: Guarded, method: string, of = ''): ProviderCall {
  const deadline = deadlines[method] ?? DEADLINES[kind][method] ?? OTHER_DEADLINE
  return {where: `${kind} ${name}, ${method}${of}`, plugin, installed, deadline, shape: RESULTS[kind][method]}
}

function guardResult(result: unknown, guarded: Guarded, name: string): unknown {
  switch (name) {
    case 'prepare':
      return guardMethod(result as Method, {}, guarded, 'createNode')
    case 'createNode':
      return guardNode(result as never, guarded)
    case 'listNodes':
      return (result as never[]).map((node) => guardNode(node, guarded))
    default:
      return result
  }
}
