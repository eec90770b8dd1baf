/** What plugins register. */
export type ProviderKind = 'runtime' | 'cni' | 'image builder'

/** How the package of a provider is named, so that its name can be told from that of the provider. */
export function packageFor(kind: ProviderKind, name: string): string {
  return `kina-${kind === 'image builder' ? 'image' : kind}-${name}`
}
