import type {Context, Probe} from 'kina/plugin'
import {podman} from './podman.js'

/** `podman info`, as far as it is read here. */
interface Info {
  readonly version: {readonly Version: string}
  readonly host: {
    readonly kernel: string
    readonly cgroupVersion: string
    readonly networkBackend?: string
    readonly ociRuntime: {readonly name: string} | null
    readonly security: {readonly rootless: boolean}
  }
}

/** What the flags of `podman run` depend on. */
export interface Host {
  /** Arguments before `run`. */
  readonly global: readonly string[]
  readonly ulimits: readonly string[]
  readonly modules: boolean
}

const PACKAGES = {apt: ['podman', 'runc', 'netavark', 'aardvark-dns', 'iptables'], dnf: ['podman', 'netavark', 'aardvark-dns']}

/** Changes nothing, and says what the user can do. */
export async function probe(ctx: Context): Promise<Probe> {
  let result
  try {
    result = await podman(ctx, ['info', '--format', 'json'], {allowFailure: true})
  } catch (error) {
    ctx.signal.throwIfAborted()
    return {available: false, reason: `podman cannot be started: ${String(error)}`, fix: 'kina doctor --fix', packages: PACKAGES}
  }
  if (result.exitCode !== 0) return {available: false, reason: `podman does not work: ${result.stderr.trim()}`, fix: 'podman info shows it'}
  const {version, host} = JSON.parse(result.stdout) as Info
  if (host.security.rootless) return {available: false, reason: 'Podman runs rootless here, and nodes need root', fix: 'Run kina as root'}
  if (host.networkBackend !== 'netavark') return {available: false, reason: 'without netavark nodes do not find each other by name', fix: 'kina doctor --fix', packages: PACKAGES}
  return {available: true, version: version.Version, kernel: host.kernel}
}

export async function readHost(ctx: Context): Promise<Host> {
  const [info, proc, modules] = await Promise.all([
    podman(ctx, ['info', '--format', 'json']),
    ctx.exec(['cat', '/proc/self/limits', '/proc/sys/kernel/pid_max'], {allowFailure: true}),
    ctx.exec(['ls', '-d', '/lib/modules'], {allowFailure: true}),
  ])
  const {host} = JSON.parse(info.stdout) as Info
  return {
    // crun starts nothing on cgroup v1.
    global: host.cgroupVersion === 'v1' && host.ociRuntime?.name !== 'runc' ? ['--runtime', 'runc'] : [],
    ulimits: proc.exitCode === 0 ? ulimits(proc.stdout) : [],
    modules: modules.exitCode === 0,
  }
}

/** The host's own hard limits: Podman's defaults may be higher, and only CAP_SYS_RESOURCE may raise a limit. Pure. */
export function ulimits(proc: string): string[] {
  const pidMax = Number(/\n(\d+)\s*$/.exec(proc)?.[1] ?? MOST)
  const hard = (name: string) => Number(new RegExp(`^${name} +\\S+ +(\\d+)`, 'm').exec(proc)?.[1] ?? MOST)
  const [files, processes] = [Math.min(hard('Max open files'), MOST), Math.min(hard('Max processes'), pidMax, MOST)]
  return ['--ulimit', `nofile=${files}:${files}`, '--ulimit', `nproc=${processes}:${processes}`]
}

const MOST = 1_048_576
