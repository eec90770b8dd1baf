import {nearest} from '../config/nearest.js'
import {KinaError} from '../errors.js'
import {LOAD_DEADLINE} from './deadlines.js'
import {guard} from './guard.js'
import {packageFor} from './provider-kind.js'
import {callAsync} from './provider-call.js'
import type {Entry, PluginProblem, ProviderKind} from './registry.js'
import {providerProblem} from './shapes.js'

/** A provider that is loaded and guarded, with the name it is registered under. */
export interface Loaded<P> {
  readonly name: string
  readonly provider: P
}

/** Loaded once in a process, also when that failed. */
const loaded = new WeakMap<object, Promise<object>>()

/** Loads one provider by name; its plugin's failure is the cause when the name is not there. */
export async function loadProvider<P extends object>(kind: ProviderKind, name: string, entries: ReadonlyMap<string, Entry<P>>, problems: readonly PluginProblem[]): Promise<Loaded<P>> {
  const entry = entries.get(name)
  if (!entry) throw unknownProvider(kind, name, entries, problems)
  const loading = loaded.get(entry) ?? load(kind, name, entry)
  loaded.set(entry, loading)
  return {name, provider: (await loading) as P}
}

async function load<P extends object>(kind: ProviderKind, name: string, {registration, plugin, bundled}: Entry<P>): Promise<P> {
  const where = `${kind} ${name} of the plugin ${plugin}, load`
  try {
    const provider = await callAsync({where, plugin, installed: !bundled, deadline: LOAD_DEADLINE}, registration.load, registration, [])
    const problem = providerProblem(kind, provider)
    if (problem !== undefined) throw new KinaError({code: 'E_PROVIDER_FAILED', message: `${where}: ${problem}`})
    return guard(provider as P, {kind, name, plugin, installed: !bundled})
  } catch (error) {
    const next = [`kina plugins inspect ${plugin}`, ...(bundled ? [] : [`kina plugins uninstall ${plugin}`])]
    throw error instanceof KinaError && error.next.length === 0 ? new KinaError({code: error.code, message: error.message, next}, {cause: error}) : error
  }
}

function unknownProvider<P>(kind: ProviderKind, name: string, entries: ReadonlyMap<string, Entry<P>>, problems: readonly PluginProblem[]): KinaError {
  const known = [...entries.keys()]
  const causes = problems.filter((p) => p.provider === name || p.plugin.endsWith(`-${name}`))
  const meant = nearest(name, known)
  return new KinaError({
    code: 'E_PROVIDER_UNKNOWN',
    exit: 2,
    message: `There is no ${kind} called "${name}". Registered: ${known.join(', ') || 'none'}.`,
    ...(causes.length > 0 && {detail: causes.map((p) => `${p.plugin}: ${p.message}`).join('\n')}),
    next: [...(meant === undefined ? [] : [`Did you mean ${meant}?`]), `If it is a plugin: kina plugins install ${packageFor(kind, name)}`, 'kina plugins shows what is installed.'],
  })
}

/** All names, those of the preference first and in its order, then the others by name. */
export function preferred(names: Iterable<string>, preference: readonly string[]): string[] {
  const all = [...names].sort()
  return [...preference.filter((name) => all.includes(name)), ...all.filter((name) => !preference.includes(name))]
}
