import type {Arch, Argv, Context, ExecResult, ImageRecipe, Probe} from 'kina/plugin'

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
  /** What of a recipe cannot be said by flags is said by the Containerfile. Absent: all of it can. */
  adapt?(recipe: ImageRecipe, containerfile: string): Adapted
  /** True: what it says of its steps comes on standard error. */
  readonly stepsOnStderr?: boolean
  /** The same build, such that nothing stays behind when it is aborted. Absent: it sees to that itself. Pure. */
  tidy?(argv: Argv): Argv
  /** In place of what it says itself when {@link info} fails. */
  explain?(result: ExecResult): Problem
  /** When the program is not there. */
  missing?(ctx: Context): Promise<Problem>
}

/** A recipe's parts as they are handed to the tool. */
export interface Adapted {
  /** Null: as it is. */
  readonly containerfile: string | null
  readonly args: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
}

export type Problem = Omit<Extract<Probe, {available: false}>, 'available'>

/** Where builds run, as far as flags depend on it. */
export interface BuildHost {
  readonly version: string
  /** Null: unknown, or nothing to go by; the platform is named then. */
  readonly arch: Arch | null
  readonly cgroup: 1 | 2
  /** Name of the OCI runtime that runs the steps. */
  readonly ociRuntime: string
}
