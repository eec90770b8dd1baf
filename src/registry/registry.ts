import type {CniInstaller, NodeImageBuilder, Registration, RuntimeBackend} from '../contract/index.js'
import type {PluginProblem} from '../plugin-guard/plugin-problem.js'
import type {Contribution} from './contribution.js'
import type {ProviderKind} from './provider-kind.js'

export type {PluginProblem} from '../plugin-guard/plugin-problem.js'
export type {Contribution} from './contribution.js'

/** The contract that this kina speaks; the number in {@link Registration.apiVersion}. */
export const API_VERSION = 1

export type {ProviderKind} from './provider-kind.js'

/** A registration and the package it came from. */
export interface Entry<P> {
  readonly registration: Registration<P>
  readonly plugin: string
  /** Part of kina itself rather than installed by the user; wins a name clash. */
  readonly bundled: boolean
}

/** All that plugins registered, by kind and name. */
export interface Registry {
  readonly runtimes: ReadonlyMap<string, Entry<RuntimeBackend>>
  readonly cnis: ReadonlyMap<string, Entry<CniInstaller>>
  readonly imageBuilders: ReadonlyMap<string, Entry<NodeImageBuilder>>
  readonly problems: readonly PluginProblem[]
}

/** Compares and refuses; the order of contributions means nothing. */
export function makeRegistry(contributions: readonly Contribution[], failures: readonly PluginProblem[] = []): Registry {
  const problems = [...failures]
  const collect = <P>(kind: ProviderKind, of: (c: Contribution) => readonly Registration<P>[]) => {
    const entries = contributions.flatMap((c) => of(c).map((registration) => ({registration, plugin: c.plugin, bundled: c.bundled})))
    return unique(kind, entries.filter((entry) => accepted(kind, entry, problems)), problems)
  }
  return {
    runtimes: collect('runtime', (c) => c.runtimes),
    cnis: collect('cni', (c) => c.cnis),
    imageBuilders: collect('image builder', (c) => c.imageBuilders),
    problems,
  }
}

function accepted<P>(kind: ProviderKind, {registration, plugin}: Entry<P>, problems: PluginProblem[]): boolean {
  const {apiVersion, name, options, load} = registration as {apiVersion: unknown; name: unknown; options?: unknown; load: unknown}
  const refuse = (message: string) => {
    problems.push({plugin, message, used: false, ...(typeof name === 'string' && {provider: name})})
    return false
  }
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(name)) return refuse(`its ${kind} has the name ${JSON.stringify(name)}; lower case letters, digits and dashes are wanted`)
  if (apiVersion !== API_VERSION) return refuse(`its ${kind} "${name}" is written for contract ${String(apiVersion)}; this kina speaks ${API_VERSION}`)
  if (typeof load !== 'function') return refuse(`its ${kind} "${name}" has no load()`)
  if (options !== undefined && (typeof options !== 'object' || options === null || Array.isArray(options))) return refuse(`the options of its ${kind} "${name}" are no JSON schema`)
  return true
}

/** A bundled provider keeps its name; between two others neither gets it, because any choice would be a coin toss. */
function unique<P>(kind: ProviderKind, entries: readonly Entry<P>[], problems: PluginProblem[]): Map<string, Entry<P>> {
  const byName = Map.groupBy(entries, (entry) => entry.registration.name)
  const result = new Map<string, Entry<P>>()
  for (const [name, same] of [...byName].sort(([a], [b]) => a.localeCompare(b))) {
    const bundled = same.filter((entry) => entry.bundled)
    const winner = same.length === 1 ? same[0] : bundled.length === 1 ? bundled[0] : undefined
    if (winner) result.set(name, winner)
    const losers = new Set(same.filter((entry) => entry !== winner).map((entry) => entry.plugin))
    for (const plugin of losers) {
      const others = [...new Set(same.map((entry) => entry.plugin))].filter((other) => other !== plugin)
      const message = others.length === 0 ? `it registers its ${kind} "${name}" more than once` : `its ${kind} "${name}" is also registered by ${others.join(', ')}`
      problems.push({plugin, provider: name, used: false, message})
    }
  }
  return result
}
