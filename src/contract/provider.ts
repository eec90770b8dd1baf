/** A JSON schema (draft 7) of a provider's own options. Core checks options against it before any call. */
export type OptionsSchema = Readonly<Record<string, unknown>>

/** Options of one provider, already checked against its schema. Plain JSON. */
export type Options = Readonly<Record<string, unknown>>

/**
 * What a plugin hands to core in the hook `kina:register`: light, so that a provider a command does not need is never loaded.
 * `P` is the provider itself: {@link RuntimeBackend}, {@link CniInstaller} or {@link NodeImageBuilder}.
 */
export interface Registration<P> {
  /** The contract it was written for. Another number is refused with both versions named. */
  readonly apiVersion: 1
  /** How users name it in flags and config: lower case letters, digits and dashes; unique among its kind. */
  readonly name: string
  /** One line for `kina plugins` and help. */
  readonly summary: string
  /** Absent: it takes no options, and giving any is an error. */
  readonly options?: OptionsSchema
  /** Called at most once in a process, and only when the provider is used. */
  load(): Promise<P>
}

/** Whether this host can run a provider and, if not, what the user can do. */
export type Probe =
  | {
      readonly available: true
      readonly version: string
      /** Names the kernel that nodes will run on, when the host decides it. Kernel reports are kept under this name. */
      readonly kernel?: string
      /** Worth knowing although nothing stands in the way, one sentence each; `kina doctor` prints them. */
      readonly notes?: readonly string[]
      /** Absent: a cluster may have any number of nodes here. Known before anything is touched, so that a larger cluster is refused at once. */
      readonly nodeLimit?: {readonly max: number; readonly reason: string}
    }
  | {
      readonly available: false
      readonly reason: string
      /** What the user can do, one sentence or command. */
      readonly fix?: string
      /** What `kina doctor --fix` may install instead, by package manager. */
      readonly packages?: Packages
    }

/** Names of packages that would help, for each package manager a provider knows. */
export type Packages = Readonly<Partial<Record<PackageManager, readonly string[]>>>
export type PackageManager = 'apt' | 'dnf' | 'pacman' | 'brew'

/** One look at something that may take a while. `reason` is shown while waiting and at the deadline. */
export type Condition = {readonly met: true} | {readonly met: false; readonly reason: string}
