import {KinaError, messageOf} from '../errors.js'
import {guard} from './guard.js'
import type {Entry, PluginProblem, ProviderKind} from './registry.js'

/** A provider that is loaded and guarded, with the name it is registered under. */
export interface Loaded<P> {
  readonly name: string
  readonly provider: P
}

/** Loads one provider by name; its plugin's failure is the cause when the name is not there. */
export async function loadProvider<P extends object>(kind: ProviderKind, name: string, entries: ReadonlyMap<string, Entry<P>>, problems: readonly PluginProblem[]): Promise<Loaded<P>> {
  const entry = entries.get(name)
  if (!entry) throw unknownProvider(kind, name, entries, problems)
  try {
    return {name, provider: guard(await entry.registration.load(), kind, name)}
  } catch (error) {
    throw new KinaError({code: 'E_PROVIDER_FAILED', message: `${kind} ${name} of the plugin ${entry.plugin} cannot be loaded: ${messageOf(error)}`, next: [`kina plugins inspect ${entry.plugin}`]}, {cause: error})
  }
}

function unknownProvider<P>(kind: ProviderKind, name: string, entries: ReadonlyMap<string, Entry<P>>, problems: readonly PluginProblem[]): KinaError {
  const known = [...entries.keys()]
  const causes = problems.filter((p) => p.provider === name || p.plugin.endsWith(`-${name}`))
  const prefix = kind === 'image builder' ? 'image' : kind
  return new KinaError({
    code: 'E_PROVIDER_UNKNOWN',
    exit: 2,
    message: `There is no ${kind} called "${name}". Registered: ${known.join(', ') || 'none'}.`,
    ...(causes.length > 0 && {detail: causes.map((p) => `${p.plugin}: ${p.message}`).join('\n')}),
    next: [`If it is a plugin: kina plugins install kina-${prefix}-${name}`, 'kina plugins shows what is installed.'],
  })
}

/** All names, those of the preference first and in its order, then the others by name. */
export function preferred(names: Iterable<string>, preference: readonly string[]): string[] {
  const all = [...names].sort()
  return [...preference.filter((name) => all.includes(name)), ...all.filter((name) => !preference.includes(name))]
}
