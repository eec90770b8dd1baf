import type {Context, Probe, RuntimeBackend} from '../contract/index.js'
import {KinaError, messageOf} from '../errors.js'
import {loadProvider, preferred, type Loaded} from './load.js'
import type {Registry} from './registry.js'

/** A runtime that this host can run. */
export interface SelectedRuntime extends Loaded<RuntimeBackend> {
  readonly version: string
  readonly kernel: string
  /** How many nodes a cluster may have here. Absent: any number. */
  readonly nodeLimit?: NodeLimit
  /** Worth knowing, as its probe said. */
  readonly notes: readonly string[]
}

export type NodeLimit = NonNullable<Extract<Probe, {available: true}>['nodeLimit']>

export type ContextFor = (kind: string, name: string) => Context

export interface Wish {
  /** Name of a runtime. Default: the first that probes available. */
  readonly wanted?: string | undefined
  /** Which are tried first; the others follow by name. */
  readonly preference: readonly string[]
  /** Is told of a choice that the user did not make, and what is worth knowing of the runtime that was chosen. */
  readonly say: (text: string) => void
}

/** The runtime the user named, or the first that probes available in the order of `preference`, then by name. */
export async function selectRuntime(registry: Registry, contextFor: ContextFor, {wanted, preference, say}: Wish): Promise<SelectedRuntime> {
  const names = wanted === undefined ? preferred(registry.runtimes.keys(), preference) : [wanted]
  const refusals: string[] = []
  for (const name of names) {
    const result = await tryRuntime(registry, contextFor, name, wanted !== undefined)
    if ('runtime' in result) {
      if (wanted === undefined && names.length > 1) say(`Runtime ${name}, ${why(names.slice(0, names.indexOf(name)))}; --runtime chooses another`)
      result.runtime.notes.forEach((note) => say(`Runtime ${name}: ${note}`))
      return result.runtime
    }
    refusals.push(`${name}: ${result.reason}`)
  }
  throw new KinaError({
    code: 'E_RUNTIME_UNAVAILABLE',
    message: wanted === undefined ? 'No runtime is available on this machine.' : `The runtime ${wanted} is not available on this machine.`,
    ...(refusals.length > 0 && {detail: refusals.join('\n')}),
    next: ['kina doctor --fix installs and sets what is missing.', 'kina doctor shows every check.'],
  })
}

/** Those that a machine has no use for come last, so naming more than what was tried would tell of runtimes of other platforms. */
function why(triedBefore: readonly string[]): string {
  return triedBefore.length === 0 ? 'the first to be tried here' : `as ${triedBefore.join(' and ')} cannot be had here`
}

/** All runtimes that can be asked now, for commands that look everywhere. One that fails to say whether it is there is a warning. */
export async function availableRuntimes(registry: Registry, contextFor: ContextFor): Promise<SelectedRuntime[]> {
  const results = await Promise.all([...registry.runtimes].sort(([a], [b]) => a.localeCompare(b)).map(async ([name, {plugin}]) => ({name, plugin, result: await tryRuntime(registry, contextFor, name, false)})))
  for (const {name, plugin, result} of results) if ('failed' in result) contextFor('runtime', name).log.warn(leftOut(name, plugin, result.reason))
  return results.flatMap(({result}) => ('runtime' in result ? [result.runtime] : []))
}

/** The warning that a command goes on without what a runtime may have. */
export function leftOut(name: string, plugin: string, reason: string): string {
  return `The runtime ${name} of the plugin ${plugin} is left out: ${reason}`
}

async function tryRuntime(registry: Registry, contextFor: ContextFor, name: string, strict: boolean): Promise<{runtime: SelectedRuntime} | {reason: string; failed?: true}> {
  try {
    const loaded = await loadProvider('runtime', name, registry.runtimes, registry.problems)
    const probe = await loaded.provider.probe(contextFor('runtime', name))
    return probe.available ? {runtime: selected(loaded, probe)} : {reason: reasonOf(probe)}
  } catch (error) {
    if (strict && error instanceof KinaError && error.code === 'E_PROVIDER_UNKNOWN') throw error
    return {reason: messageOf(error), failed: true}
  }
}

function selected(loaded: Loaded<RuntimeBackend>, {version, kernel, notes = [], nodeLimit}: Extract<Probe, {available: true}>): SelectedRuntime {
  return {...loaded, version, kernel: kernel ?? `${loaded.name}-${version}`, notes, ...(nodeLimit && {nodeLimit})}
}

function reasonOf(probe: Extract<Probe, {available: false}>): string {
  return probe.fix === undefined ? probe.reason : `${probe.reason} (${probe.fix})`
}
