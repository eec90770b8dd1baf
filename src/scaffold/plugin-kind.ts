import type {Registry} from '../registry/registry.js'

/** What a plugin of one kind is called, and how it is used. */
export interface PluginKind {
  /** First part of the package's name. */
  readonly prefix: string
  /** Names of this kind that are taken. */
  registered(registry: Registry): Iterable<string>
  /** A command that uses the provider. */
  use(name: string): string
}

/** By the name that `kina plugins new` takes; also the name of the folder under `templates/`. */
export const PLUGIN_KINDS = {
  cni: {prefix: 'kina-cni', registered: ({cnis}) => cnis.keys(), use: (name) => `kina cluster create --cni ${name}`},
  runtime: {prefix: 'kina-runtime', registered: ({runtimes}) => runtimes.keys(), use: (name) => `kina cluster create --runtime ${name}`},
  'image-builder': {prefix: 'kina-image', registered: ({imageBuilders}) => imageBuilders.keys(), use: () => 'kina image build'},
} as const satisfies Readonly<Record<string, PluginKind>>

export type PluginKindName = keyof typeof PLUGIN_KINDS
export const PLUGIN_KIND_NAMES = Object.keys(PLUGIN_KINDS) as readonly PluginKindName[]
