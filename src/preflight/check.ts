import type {App} from '../app.js'
import type {Argv, Packages} from '../contract/index.js'

/** One thing `kina doctor` looks at. */
export interface Check {
  readonly title: string
  look(app: App): Promise<Finding>
}

/**
 * What it saw. `note` is worth knowing but in nobody's way; `missing` stops clusters from being made; `elsewhere` is a provider that says
 * it is not for this machine, and that nothing can be done about it.
 */
export interface Finding {
  readonly status: 'ok' | 'note' | 'missing' | 'elsewhere'
  readonly detail: string
  /** Worth knowing of what is there, one sentence each. */
  readonly notes?: readonly string[]
  /** What a person can do, one sentence or command. */
  readonly fix?: string
  /** What `--fix` installs. */
  readonly packages?: Packages
  /** What `--fix` runs, as root. */
  readonly commands?: readonly Argv[]
}

export const ok = (detail: string): Finding => ({status: 'ok', detail})
