import type {Arch, Argv, ImageRecipe} from 'kina/plugin'

/** In what one build command differs from the others. */
export interface BuildTool {
  /** The program; also the name of the image store that it builds into. */
  readonly program: string
  /** Prints {@link readInfo}'s input as JSON. */
  readonly info: Argv
  readInfo(info: unknown): BuildHost
  /** Arguments before the subcommand `build`. Pure. */
  globalArgs(host: BuildHost): readonly string[]
  /** Flags of `build` that only this tool knows. Pure. */
  buildFlags(recipe: ImageRecipe): readonly string[]
}

/** Where builds run, as far as flags depend on it. */
export interface BuildHost {
  readonly version: string
  readonly arch: Arch | null
  readonly cgroup: 1 | 2
  /** Name of the OCI runtime that runs the steps. */
  readonly ociRuntime: string
}
