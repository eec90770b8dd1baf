import type {Argv, ExecOptions} from 'kina/plugin'

/** One call of `container`, and how long it may take: its own limits do not hold when its service hangs. */
export interface Command {
  readonly argv: Argv
  /** Absent: as long as the program inside takes. */
  readonly timeoutSeconds?: number
}

/** In seconds, by kind of call. */
const LIMITS = {look: 10, list: 15, change: 60, boot: 170, stop: 60, archive: 1200, pull: 3600} as const

/** Flags of `run` that only some versions have. */
export type RunFlag = '--masked-path' | '--read-only-path'

/** The command lines of every subcommand that kina uses. Pure. */
export const commands = {
  version: (): Command => command('look', ['--version']),
  systemStatus: (): Command => command('look', ['system', 'status', '--format', 'json']),
  runHelp: (): Command => command('look', ['run', '--help']),

  run: (flags: readonly string[], image: string): Command => command('boot', ['run', '--detach', ...flags, image]),
  start: (name: string): Command => command('boot', ['start', name]),
  stop: (name: string, seconds: number): Command => command('stop', ['stop', '--time', String(seconds), name]),
  /** Running or not. */
  remove: (name: string): Command => command('change', ['delete', '--force', name]),
  /** Of anybody's, running or not. */
  list: (): Command => command('list', ['list', '--all', '--format', 'json']),
  inspect: (name: string): Command => command('list', ['inspect', name]),
  logs: (name: string): Command => command('list', ['logs', name]),
  bootLog: (name: string): Command => command('list', ['logs', '--boot', name]),

  /**
   * Through `env`, whose exit codes 126 and 127 are the program's, where the tool ends with 1 like for its own errors; and because the tool's own
   * flag for variables adds a second one of the same name. Standard input is attached only when there is some.
   */
  exec: (name: string, argv: Argv, {stdin, env, cwd, timeoutSeconds}: ExecOptions = {}): Command => ({
    argv: [
      ...['container', 'exec', ...(stdin === undefined ? [] : ['--interactive'])],
      ...(cwd === undefined ? [] : ['--workdir', cwd]),
      ...[name, 'env', ...Object.entries(env ?? {}).map(([key, value]) => `${key}=${value}`), ...argv],
    ] as unknown as Argv,
    ...(timeoutSeconds !== undefined && {timeoutSeconds}),
  }),

  listNetworks: (): Command => command('list', ['network', 'list', '--format', 'json']),
  createNetwork: (name: string, label: string, subnet?: string): Command =>
    command('change', ['network', 'create', '--label', label, ...(subnet === undefined ? [] : ['--subnet', subnet]), name]),
  removeNetwork: (name: string): Command => command('change', ['network', 'delete', name]),

  listVolumes: (): Command => command('list', ['volume', 'list', '--format', 'json']),
  /** The size has no long form. */
  createVolume: (name: string, label: string, size: string): Command => command('change', ['volume', 'create', '--label', label, '-s', size, name]),
  removeVolume: (name: string): Command => command('change', ['volume', 'delete', name]),

  listImages: (): Command => command('list', ['image', 'list', '--format', 'json']),
  inspectImage: (ref: string): Command => command('list', ['image', 'inspect', ref]),
  loadImage: (archive: string): Command => command('archive', ['image', 'load', '--input', archive]),
  /** Without a platform all of an image's would be fetched. */
  pullImage: (ref: string, platform: string): Command => command('pull', ['image', 'pull', '--platform', platform, '--progress', 'none', ref]),
  /** Without a platform an image that was fetched for one cannot be saved. */
  saveImages: (refs: readonly string[], platform: string): Command => command('archive', ['image', 'save', '--platform', platform, ...refs]),
  removeImages: (refs: readonly string[]): Command => command('change', ['image', 'delete', '--force', ...refs]),
}

function command(kind: keyof typeof LIMITS, args: readonly string[]): Command {
  return {argv: ['container', ...args], timeoutSeconds: LIMITS[kind]}
}
