import type {ProviderKind} from '../registry/provider-kind.js'
import type {Registry} from '../registry/registry.js'

/** What a plugin of one kind is called, and how it is used. */
export interface PluginKind {
  /** What its package registers. */
  readonly provider: ProviderKind
  /** Names of this kind that are taken. */
  registered(registry: Registry): Iterable<string>
  /** A command that uses the provider. */
  use(name: string): string
}

/** By the name that `kina plugins new` takes; also the name of the folder under `templates/`. */
export const PLUGIN_KINDS = {
  cni: {provider: 'cni', registered: ({cnis}) => cnis.keys(), use: (name) => `kina cluster create --cni ${name}`},
  runtime: {provider: 'runtime', registered: ({runtimes}) => runtimes.keys(), use: (name) => `kina cluster create --runtime ${name}`},
  'image-builder': {provider: 'image builder', registered: ({imageBuilders}) => imageBuilders.keys(), use: () => 'kina image build'},
} as const satisfies Readonly<Record<string, PluginKind>>

export type PluginKindName = keyof typeof PLUGIN_KINDS
export const PLUGIN_KIND_NAMES = Object.keys(PLUGIN_KINDS) as readonly PluginKindName[]
