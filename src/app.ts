import {join} from 'node:path'
import type {Context, Log} from './contract/index.js'
import {exec} from './process/exec.js'
import type {Registry} from './registry/registry.js'

/** Everything a command hands to the functions that do its work: no function below reads globals. */
export interface App {
  readonly registry: Registry
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  /** The operating system this runs on, as Node.js names it. */
  readonly platform: NodeJS.Platform
  /** May vanish at any time: downloads, builds, kernel reports. */
  readonly cacheRoot: string
  /** Kept: locks, per-cluster state of providers. */
  readonly stateRoot: string
  /** The kina package: `images/` and `package.json` are here. */
  readonly packageRoot: string
  /** Preferences and defaults that are data of the package, so that the source names no provider. */
  readonly defaults: Defaults
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  readonly log: Log
}

export interface Defaults {
  readonly kubernetes: string
  readonly cni: readonly string[]
  /** In the order in which they are tried on this platform. */
  readonly runtimes: readonly string[]
}

/** A Context for one provider. The undo passes a signal of its own, since the first may be aborted. */
export function contextFor(app: App, kind: string, name: string, signal: AbortSignal = app.signal): Context {
  const own = join(kind.replaceAll(' ', '-'), name)
  return {
    signal,
    log: app.log,
    dirs: {state: join(app.stateRoot, own), cache: join(app.cacheRoot, own)},
    exec: (argv, options) => exec(argv, options, signal),
  }
}

/** How long an undo may take before it gives up, in milliseconds: it removes containers, volumes and a network. */
const UNDO_DEADLINE = 60_000

/** The same app for cleaning up: not aborted by what aborted the work, but with a deadline of its own. */
export function undoApp(app: App): App {
  return {...app, signal: AbortSignal.timeout(UNDO_DEADLINE)}
}
