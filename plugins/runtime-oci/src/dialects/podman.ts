import type {Context} from 'kina/plugin'
import {ulimits, type Engine, type Host, type Problem} from '../host.js'
import type {Dialect} from './dialect.js'
import {missingNetworkProgram} from './podman-network.js'

/** Rootful Podman from 4.0 on, with netavark. */
export const podman: Dialect = {
  program: 'podman',
  // Debian's package only recommends what nodes cannot do without; runc is for cgroup v1, where crun starts nothing.
  packages: {apt: ['podman', 'runc', 'netavark', 'aardvark-dns', 'iptables'], dnf: ['podman', 'netavark', 'aardvark-dns'], pacman: ['podman', 'netavark', 'aardvark-dns'], brew: ['podman']},
  bareBridge: true,
  revival: 'podman info --format json shows it; kina doctor --fix',
  // It has no daemon: others wait for one that hangs with its locks held.
  unanswered: 'end the one that hangs, which pgrep --list-full podman shows; podman info must answer',
  infoFormat: 'json',
  readEngine,
  findProblem,
  globalArgs,
  runFlags,
  // Podman gives volumes nosuid, noexec and nodev where an image's /var would have none of them.
  volumeOptions: ':suid,exec,dev',
  removeFlags: ['--time', '0'],
  saveFlags: ['--format', 'docker-archive', '--multi-image-archive'],
  ownRegistry: 'localhost',
  imageHolder: /image used by ([0-9a-f]+): image is in use by a container/i,
  namesRepeat: false,
  noFreeSubnet: /could not find free subnet/i,
  subnetTaken: /is already (used|being used)/i,
  // "unable to start container process: exec:" is about the program: it is missing, or no program.
  execRefused: /^Error: .*(no container with name|no such container|container state improper|exec session|conmon|unable to start container process: (?!exec: ))/i,
}

interface PodmanInfo {
  readonly host: {
    readonly kernel: string
    readonly cgroupVersion: string
    readonly networkBackend?: string
    readonly networkBackendInfo?: {readonly dns?: {readonly path?: string}}
    readonly ociRuntime: {readonly name: string} | null
    readonly security: {readonly rootless: boolean}
    readonly serviceIsRemote?: boolean
  }
  readonly store?: {readonly volumePath?: string}
  readonly version: {readonly Version: string}
}

function readEngine(info: unknown): Engine {
  const {host, store, version} = info as PodmanInfo
  return {
    version: version.Version,
    kernel: host.kernel,
    cgroup: host.cgroupVersion === 'v1' ? 1 : 2,
    rootless: host.security.rootless,
    remote: host.serviceIsRemote ?? false,
    ociRuntime: host.ociRuntime?.name ?? '',
    network: host.networkBackend ?? 'cni',
    dns: host.networkBackendInfo?.dns?.path ?? null,
    volumes: store?.volumePath ?? null,
  }
}

async function findProblem(engine: Engine, ctx: Context): Promise<Problem | null> {
  if (engine.rootless) {
    return {reason: 'Podman runs rootless here, and nodes need a rootful one', fix: 'run kina as root; with a Podman machine: podman machine set --rootful'}
  }
  if (engine.network !== 'netavark') {
    return {
      reason: `Podman's network backend is ${engine.network}, under which nodes do not find each other by name`,
      fix: 'kina doctor --fix installs netavark and aardvark-dns; Podman takes them once network_backend = "netavark" is set in containers.conf',
      packages: {apt: ['netavark', 'aardvark-dns'], dnf: ['netavark', 'aardvark-dns'], pacman: ['netavark', 'aardvark-dns']},
    }
  }
  return (await missingOciRuntime(engine, ctx)) ?? missingNetworkProgram(engine, ctx)
}

/** crun refuses the hybrid of cgroup v1 and v2, which is what machines with v1 have. */
function globalArgs({cgroup, ociRuntime}: Engine): string[] {
  return cgroup === 1 && ociRuntime !== 'runc' ? ['--runtime', 'runc'] : []
}

/** Podman itself is asked for runc, because it looks in paths of its own. */
async function missingOciRuntime(engine: Engine, ctx: Context): Promise<Problem | null> {
  const args = globalArgs(engine)
  if (args.length === 0) return null
  const {exitCode} = await ctx.exec(['podman', ...args, 'info', '--format', 'json'], {allowFailure: true})
  if (exitCode === 0) return null
  return {
    reason: `this machine has cgroup v1, on which ${engine.ociRuntime || 'no OCI runtime'} starts no node, and runc is not installed`,
    fix: 'kina doctor --fix, or install the package runc',
    packages: {apt: ['runc'], dnf: ['runc'], pacman: ['runc']},
  }
}

function runFlags(host: Host): string[] {
  return [
    '--privileged',
    // With an image that starts /sbin/init itself Podman would mount the host's systemd hierarchy of cgroup v1 into the node, whose
    // systemd takes it for its own: stopping one node then takes the cgroups of the others away.
    '--systemd=false',
    // Podman's own defaults would raise limits.
    ...ulimits(host),
    // journald, the default where systemd runs, loses lines and may be unreadable; the console must be readable on a stopped node.
    '--log-driver=k8s-file',
    // Nothing restarts a container after a reboot but podman-restart.service, and that only knows `always`, which would also restart
    // for ever a node that cannot boot, and one that the user has stopped. `kina cluster start` is the way back.
    '--restart=no',
  ]
}
