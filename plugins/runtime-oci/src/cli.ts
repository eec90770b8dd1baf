import type {Argv, ExecOptions} from 'kina/plugin'
import type {Dialect} from './dialects/dialect.js'

/** Label that every object of a cluster carries: containers, network, volumes. */
export const CLUSTER_LABEL = 'io.kina.cluster'
export const ROLE_LABEL = 'io.kina.role'

export type Cli = ReturnType<typeof cliOf>
export type ObjectKind = 'container' | 'network' | 'volume' | 'image'

/** The command lines of every subcommand that kina uses. Pure. */
export function cliOf({program, infoFormat, removeFlags, saveFlags}: Dialect) {
  return {
    info: (): Argv => [program, 'info', '--format', infoFormat],

    /** Identifiers, one a line, of all that carry the label; of one cluster or of any. */
    list: (kind: 'container' | 'network' | 'volume', cluster?: string): Argv => {
      const label = cluster === undefined ? CLUSTER_LABEL : `${CLUSTER_LABEL}=${cluster}`
      const all = kind === 'container' ? ['--all', '--no-trunc'] : []
      return [program, kind, 'ls', '--quiet', ...all, '--filter', `label=${label}`]
    },
    /** Of anybody's. */
    listNetworks: (): Argv => [program, 'network', 'ls', '--quiet'],
    listImages: (): Argv => [program, 'image', 'ls', '--quiet', '--no-trunc'],
    /** A JSON array of those that exist, also when others do not. */
    inspect: (kind: ObjectKind, names: readonly string[]): Argv => [program, kind, 'inspect', ...names],

    createNetwork: (name: string, cluster: string, subnet?: string): Argv => [
      ...[program, 'network', 'create', '--label', `${CLUSTER_LABEL}=${cluster}`],
      ...(subnet === undefined ? [] : ['--subnet', subnet]),
      name,
    ] as unknown as Argv,
    createVolume: (name: string, cluster: string): Argv => [program, 'volume', 'create', '--label', `${CLUSTER_LABEL}=${cluster}`, name],

    /** One object a call: Podman 4 removes nothing, and says nothing, when one of several containers is already gone. */
    remove: (kind: 'container' | 'network' | 'volume' | 'image', name: string): Argv =>
      kind === 'container' ? [program, 'container', 'rm', '--force', '--volumes', ...removeFlags, name] : [program, kind, 'rm', name],

    start: (name: string): Argv => [program, 'container', 'start', name],
    stop: (name: string, seconds: number): Argv => [program, 'container', 'stop', '--time', String(seconds), name],
    /** Podman's alone: has it look at the container itself. */
    sync: (id: string): Argv => [program, 'container', 'ls', '--all', '--sync', '--quiet', '--filter', `id=${id}`],
    kill: (name: string): Argv => [program, 'container', 'kill', name],
    logs: (name: string, lines?: number): Argv => [program, 'container', 'logs', ...(lines === undefined ? [] : ['--tail', String(lines)]), name],

    /** Standard input is attached only when there is some: otherwise the program in the node sees its end at once. */
    exec: (name: string, argv: Argv, {stdin, env, cwd}: ExecOptions = {}): Argv => [
      ...[program, 'exec', ...(stdin === undefined ? [] : ['--interactive'])],
      ...Object.entries(env ?? {}).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
      ...(cwd === undefined ? [] : ['--workdir', cwd]),
      ...[name, ...argv],
    ] as unknown as Argv,

    /** Takes one name away. Said twice, because Podman 4 takes all names away when it is given one alone. */
    untag: (ref: string): Argv => [program, 'image', 'untag', ref, ref],
    tag: (image: string, name: string): Argv => [program, 'image', 'tag', image, name],
    load: (archive: string): Argv => [program, 'image', 'load', '--input', archive],
    pull: (ref: string): Argv => [program, 'image', 'pull', ref],
    save: (refs: readonly string[]): Argv => [program, 'image', 'save', ...saveFlags, ...refs],
  }
}
