import type {ContainerRecord, MountRecord} from '../state.ts'
import type {Device, Host} from './host.ts'
import type {ResolvedUser} from './users.ts'

/** What one boot needs to know; written before each start, read by the hook. */
export interface Boot {
  readonly container: ContainerRecord
  readonly links: readonly {readonly name: string; readonly mtu: number}[]
  readonly bridges: readonly {readonly bridge: string; readonly network: string}[]
  /** The terminal on this machine that is the console of the guest's kernel. */
  readonly console: string
}

/** The parts of the OCI runtime's configuration that are changed. */
export interface RuntimeConfig {
  readonly annotations: Readonly<Record<string, string>>
  readonly root: {readonly path: string; readonly readonly?: boolean}
  readonly hostname?: string
  readonly process: {readonly capabilities?: unknown; readonly terminal?: boolean; readonly [other: string]: unknown}
  readonly mounts: readonly RuntimeMount[]
  readonly linux: {
    readonly namespaces: readonly {readonly type: string; readonly path?: string}[]
    readonly resources?: {readonly [other: string]: unknown}
    readonly devices?: readonly Device[]
    readonly [other: string]: unknown
  }
}

export interface RuntimeMount {
  readonly destination: string
  readonly type: string
  readonly source: string
  readonly options: readonly string[]
}

/** Pure: what Podman would start, made into what the real virtual machine starts. */
export function guestConfig(config: RuntimeConfig, {container, console}: Boot, {user, host}: {readonly user: ResolvedUser; readonly host: Host}): RuntimeConfig {
  const {init, capabilities, effectivePaths, cpus, memoryInBytes} = container
  const held = capabilities === 'ALL' ? host.capabilities : host.capabilities.filter((name) => capabilities.includes(name))
  // Neither seccomp nor AppArmor; no limits but those asked for, within what this machine may give.
  const {seccomp, apparmorProfile, rlimits, noNewPrivileges, oomScoreAdj, ...process} = config.process
  const {seccomp: _, ...linux} = config.linux
  return {
    ...config,
    root: {...config.root, readonly: container.readOnly},
    hostname: hostnameOf(container),
    process: {
      ...process,
      args: [init.executable, ...init.arguments],
      env: environmentOf(init.environment, user, init.terminal),
      cwd: init.workingDirectory || '/',
      user: {uid: user.uid, gid: user.gid, additionalGids: user.groups},
      capabilities: {bounding: held, effective: held, permitted: held},
      rlimits: init.rlimits.map(({limit, soft, hard}) => ({type: limit, soft: withinHost(host, limit, soft), hard: withinHost(host, limit, hard)})),
    },
    mounts: guestMounts(config.mounts, {container, console}),
    linux: {
      ...linux,
      devices: [...(config.linux.devices ?? []), ...host.devices.map((device) => ({...device, uid: 0, gid: 0}))],
      maskedPaths: effectivePaths.masked,
      readonlyPaths: effectivePaths.readOnly,
      sysctl: {},
      resources: {
        devices: [{allow: true, access: 'rwm'}],
        memory: {limit: memoryInBytes},
        cpu: {period: 100_000, quota: cpus * 100_000},
      },
    },
  }
}

export function hostnameOf({id}: Pick<ContainerRecord, 'id'>): string {
  return id.split('.')[0] ?? id
}

/** PATH, HOME and TERM are filled in where they are missing. */
export function environmentOf(environment: readonly string[], {home}: Pick<ResolvedUser, 'home'>, terminal: boolean): string[] {
  const missing = [
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOME', home],
    ...(terminal ? [['TERM', 'xterm']] : []),
  ].filter(([name]) => !environment.some((entry) => entry.startsWith(`${name}=`)))
  return [...environment, ...missing.map(([name, value]) => `${name}=${value}`)]
}

function withinHost({limits}: Host, name: string, value: number): number {
  return Math.min(value, limits[name] ?? Number.MAX_SAFE_INTEGER)
}

/** Files that Podman lays over a guest's own. */
const LAID_OVER = new Set(['/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/run/.containerenv', '/run/secrets', '/dev/shm'])

function guestMounts(mounts: readonly RuntimeMount[], {container, console}: Pick<Boot, 'container' | 'console'>): RuntimeMount[] {
  const kernel = mounts.filter(({destination, type}) => !LAID_OVER.has(destination) && type !== 'bind').map(writable)
  // Of all else only volumes are left to Podman.
  const volumes = mounts.filter(({destination, type}) => type === 'bind' && !LAID_OVER.has(destination))
  const own = container.mounts.flatMap(mountOf)
  const shm: RuntimeMount = {destination: '/dev/shm', type: 'tmpfs', source: 'shm', options: ['nosuid', 'noexec', 'nodev', 'mode=1777', `size=${container.shmSize ?? 64 * 1024 * 1024}`]}
  // With a terminal of PID 1's own the OCI runtime mounts that.
  const tty: RuntimeMount[] = container.init.terminal ? [] : [{destination: '/dev/console', type: 'bind', source: console, options: ['bind']}]
  return [...kernel, shm, ...tty, ...[...volumes, ...own].sort((a, b) => depth(a) - depth(b))]
}

/** The kernel's file systems are writable whether or not parts of them are masked. */
function writable(mount: RuntimeMount): RuntimeMount {
  return mount.type === 'sysfs' || mount.type.startsWith('cgroup') ? {...mount, options: mount.options.filter((option) => option !== 'ro')} : mount
}

function mountOf(mount: MountRecord): RuntimeMount[] {
  const readOnly = mount.readOnly ? ['ro'] : []
  // virtiofs has no device nodes.
  if (mount.type === 'virtiofs') return [{destination: mount.destination, type: 'bind', source: mount.source, options: ['rbind', 'rprivate', 'nodev', ...readOnly]}]
  if (mount.type === 'volume') return []
  const options = [...(mount.size === undefined ? [] : [`size=${mount.size}`]), ...(mount.mode === undefined ? [] : [`mode=${mount.mode}`]), ...readOnly]
  return [{destination: mount.destination, type: 'tmpfs', source: 'tmpfs', options}]
}

function depth({destination}: RuntimeMount): number {
  return destination.split('/').filter(Boolean).length
}
