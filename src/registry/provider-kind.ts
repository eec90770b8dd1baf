/** What plugins register. */
export type ProviderKind = 'runtime' | 'cni' | 'image builder'
