import type {OptionsSchema} from '../contract/index.js'
import type {Entry, ProviderKind, Registry} from '../registry/registry.js'

/** A provider that a plugin registers, as `kina plugins` shows it. */
export interface ProviderSummary {
  readonly kind: ProviderKind
  readonly name: string
  readonly summary: string
  /** The contract it is written for. */
  readonly contract: number
  readonly options: readonly OptionSummary[]
}

/** One option of a provider, out of its JSON schema. */
export interface OptionSummary {
  readonly name: string
  readonly type: string
  readonly default?: unknown
  readonly description?: string
}

/** What one plugin registered and kina uses. */
export function providersOf(registry: Registry, plugin: string): ProviderSummary[] {
  const of = <P>(kind: ProviderKind, entries: ReadonlyMap<string, Entry<P>>) =>
    [...entries.values()].filter((entry) => entry.plugin === plugin).map(({registration}): ProviderSummary => ({
      kind,
      name: registration.name,
      summary: String(registration.summary ?? ''),
      contract: registration.apiVersion,
      options: optionsOf(registration.options),
    }))
  return [...of('runtime', registry.runtimes), ...of('cni', registry.cnis), ...of('image builder', registry.imageBuilders)]
}

function optionsOf(schema: OptionsSchema | undefined): OptionSummary[] {
  const properties = schema?.['properties']
  if (typeof properties !== 'object' || properties === null) return []
  return Object.entries(properties as Record<string, unknown>).map(([name, about]) => {
    const {type, enum: values, default: value, description} = (typeof about === 'object' && about !== null ? about : {}) as Record<string, unknown>
    return {name, type: typeText(type, values), ...(value !== undefined && {default: value}), ...(typeof description === 'string' && {description})}
  })
}

function typeText(type: unknown, values: unknown): string {
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ')
  if (Array.isArray(type)) return type.join(' | ')
  return typeof type === 'string' ? type : 'any'
}
