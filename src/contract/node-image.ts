import type {Context} from './context.js'
import type {Probe} from './provider.js'

/** Makes images in one store. */
export interface NodeImageBuilder {
  /** Which store its images land in; a backend with the same {@link RuntimeBackend.imageStore} can run them. */
  readonly imageStore: string
  /** Whether its tool is there. Changes nothing. */
  probe(ctx: Context): Promise<Probe>
  /** Builds and tags. Called when no image of this recipe is there. Fetches nothing but what the Containerfile itself fetches. */
  build(recipe: ImageRecipe, ctx: Context): Promise<void>
}

export interface ImageRecipe {
  /** Tag to give, such as `kina/node:v1.31.0`. */
  readonly ref: string
  readonly arch: Arch
  /** A Containerfile and all it copies; complete. Not to be changed by the builder. */
  readonly directory: string
  /** Stage of the Containerfile to end at. Absent: the last. */
  readonly target?: string
  /** Values of the Containerfile's `ARG`s. */
  readonly args: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
}

/** As Go, Debian and OCI write it. */
export type Arch = 'amd64' | 'arm64'
