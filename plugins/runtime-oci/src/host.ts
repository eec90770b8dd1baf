import type {Context, Probe} from 'kina/plugin'
import type {Dialect} from './dialects/dialect.js'

/** What the tool says about itself, in one shape for all tools. */
export interface Engine {
  readonly version: string
  /** `uname -r` where nodes run. */
  readonly kernel: string
  readonly cgroup: 1 | 2
  readonly rootless: boolean
  /** Nodes run on another machine or in a virtual one: files of this host say nothing about it. */
  readonly remote: boolean
  /** Name of the OCI runtime it takes by default. */
  readonly ociRuntime: string
  readonly network: string
  /** Path of the name server's program; empty: there is none; null: the tool does not say. */
  readonly dns: string | null
  /** Directory of the volumes, where nodes run; null: the tool does not say. */
  readonly volumes: string | null
}

/** The host where nodes run, as far as flags depend on it. */
export interface Host {
  /** Nodes run elsewhere: {@link Engine.remote}. */
  readonly remote: boolean
  /** CAP_SYS_RESOURCE: the right to raise limits. */
  readonly sysResource: boolean
  /** The highest limits a container can be given without it; null: unknown. */
  readonly limits: {readonly nofile: number; readonly nproc: number} | null
  /** Whether /lib/modules is there to be mounted; a mount of a missing directory is refused. */
  readonly modules: boolean
  /** Arguments before the subcommand `run`. */
  readonly globalArgs: readonly string[]
}

export type Problem = Omit<Extract<Probe, {available: false}>, 'available'>

/** Flags of the tool that this host needs, from its own files. A host without /proc, or another one than this, gets no exceptions. */
export async function readHost(dialect: Dialect, engine: Engine, ctx: Context): Promise<Host> {
  const globalArgs = dialect.globalArgs(engine)
  if (engine.remote) return {remote: true, sysResource: true, limits: null, modules: false, globalArgs}
  const [proc, modules] = await Promise.all([
    ctx.exec(['cat', '/proc/self/limits', '/proc/self/status', '/proc/sys/kernel/pid_max'], {allowFailure: true}),
    ctx.exec(['ls', '-d', '/lib/modules'], {allowFailure: true}),
  ])
  return {remote: false, ...parseProc(proc.exitCode === 0 ? proc.stdout : ''), modules: modules.exitCode === 0, globalArgs}
}

/** Flags that ask for no more than the host may give: without CAP_SYS_RESOURCE no limit can be raised, and a container that would is refused. Pure. */
export function ulimits({limits, sysResource}: Pick<Host, 'limits' | 'sysResource'>): string[] {
  return limits === null || sysResource ? [] : ['--ulimit', `nofile=${limits.nofile}:${limits.nofile}`, '--ulimit', `nproc=${limits.nproc}:${limits.nproc}`]
}

const CAP_SYS_RESOURCE = 1n << 24n
/** Podman's own default, which it asks for wherever it may. */
const NOFILE_WANTED = 1_048_576

/** Of /proc/self/limits, /proc/self/status and pid_max, in this order. Pure. */
export function parseProc(text: string): Pick<Host, 'sysResource' | 'limits'> {
  const hard = (name: string) => limitOf(new RegExp(`^${name} +\\S+ +(\\S+)`, 'm').exec(text)?.[1])
  const [nofile, nproc] = [hard('Max open files'), hard('Max processes')]
  // What anything on this machine can have; a user's own process has less than the daemon that it asks.
  const bounding = /^CapBnd:\s*([0-9a-f]+)$/m.exec(text)?.[1]
  if (nofile === null || nproc === null || bounding === undefined) return {sysResource: true, limits: null}
  // Podman lowers its own limit of processes to pid_max before it starts anything.
  const pidMax = Number(/\n(\d+)\s*$/.exec(text)?.[1] ?? Infinity)
  const limits = {nofile: Math.min(nofile, NOFILE_WANTED), nproc: Math.min(nproc, pidMax, NOFILE_WANTED)}
  return {sysResource: (BigInt(`0x${bounding}`) & CAP_SYS_RESOURCE) !== 0n, limits}
}

function limitOf(text: string | undefined): number | null {
  if (text === undefined) return null
  return text === 'unlimited' ? Infinity : Number(text)
}
