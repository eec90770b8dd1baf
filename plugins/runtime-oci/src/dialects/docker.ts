import type {Engine, Host} from '../host.js'
import type {Dialect} from './dialect.js'

/** Docker from 20.10 on. */
export const docker: Dialect = {
  program: 'docker',
  packages: {apt: ['docker.io'], dnf: ['moby-engine'], pacman: ['docker']},
  daemonless: false,
  infoFormat: '{{json .}}',
  readEngine,
  findProblem: async ({rootless}) => (rootless ? {reason: 'Docker runs rootless here, and nodes need a rootful daemon', fix: 'docker context use default'} : null),
  globalArgs: () => [],
  runFlags,
  volumeOptions: '',
  removeFlags: [],
  saveFlags: [],
  execRefused: /^(Error response from daemon: .*|Error: No such container: .*|Cannot connect to the Docker daemon.*)$/i,
}

interface DockerInfo {
  readonly ServerVersion: string
  readonly KernelVersion: string
  readonly CgroupVersion?: string
  readonly DefaultRuntime?: string
  readonly SecurityOptions?: readonly string[] | null
}

function readEngine(info: unknown): Engine {
  const {ServerVersion, KernelVersion, CgroupVersion, DefaultRuntime, SecurityOptions} = info as DockerInfo
  return {
    version: ServerVersion,
    kernel: KernelVersion,
    cgroup: CgroupVersion === '2' ? 2 : 1,
    rootless: SecurityOptions?.some((option) => option.includes('name=rootless')) ?? false,
    // Docker does not say; where the daemon is another machine's, /proc of this one is not there to mislead.
    remote: false,
    ociRuntime: DefaultRuntime ?? 'runc',
    network: 'bridge',
    dns: null,
  }
}

function runFlags({sysResource}: Host): string[] {
  return [
    ...(sysResource ? ['--privileged'] : ALMOST_PRIVILEGED),
    // After a reboot the daemon starts a node again; otherwise it tries once. 0 would mean without end, and `unless-stopped` restarts
    // for ever a node that cannot boot.
    '--restart=on-failure:1',
  ]
}

/** --privileged asks for every capability and is refused as a whole when the daemon lacks CAP_SYS_RESOURCE. The node's entrypoint remounts /sys. */
const ALMOST_PRIVILEGED = [
  ...['--cap-add', 'ALL', '--cap-drop', 'SYS_RESOURCE'],
  ...['seccomp', 'apparmor', 'systempaths'].flatMap((part) => ['--security-opt', `${part}=unconfined`]),
  ...['--device-cgroup-rule', 'a *:* rwm'],
]
