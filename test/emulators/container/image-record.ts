/** One image of the store, under whatever names. */
export interface ImageRecord {
  /** Of the index, with `sha256:`. */
  readonly digest: string
  readonly mediaType: string
  /** Of the index itself, in bytes. */
  readonly size: number
  readonly created: string
  readonly variants: readonly [ImageVariant, ...ImageVariant[]]
}

export interface ImageVariant {
  readonly platform: Platform
  readonly digest: string
  /** Of all its parts, in bytes. */
  readonly size: number
  /** The OCI image configuration as it was made. */
  readonly config: OciConfig
  /** How what stands behind finds it again, such as the id in Podman's store. */
  readonly behind: string
}

export interface OciConfig {
  readonly architecture: string
  readonly os: string
  readonly variant?: string
  readonly created?: string
  readonly config?: {
    readonly User?: string
    readonly Env?: readonly string[]
    readonly Entrypoint?: readonly string[] | null
    readonly Cmd?: readonly string[] | null
    readonly WorkingDir?: string
    readonly Labels?: Readonly<Record<string, string>> | null
    readonly StopSignal?: string
  }
  readonly history?: readonly unknown[]
  readonly rootfs?: {readonly type: string; readonly diff_ids: readonly string[]}
}

export interface Platform {
  readonly os: 'linux'
  readonly architecture: string
  readonly variant?: string
}
