import {hostname, release} from 'node:os'
import {ulimits, type Engine, type Host, type Problem} from '../host.js'
import type {Dialect} from './dialect.js'

/** Docker from 20.10 on. */
export const docker: Dialect = {
  program: 'docker',
  packages: {apt: ['docker.io'], dnf: ['moby-engine'], pacman: ['docker']},
  bareBridge: false,
  revival: 'systemctl start docker, or what else starts the daemon here; docker info must answer',
  unanswered: 'restart its daemon; docker info must answer',
  infoFormat: '{{json .}}',
  readEngine,
  findProblem,
  globalArgs: () => [],
  runFlags,
  volumeOptions: '',
  removeFlags: [],
  saveFlags: [],
  namesRepeat: true,
  noFreeSubnet: /non-overlapping IPv4 address pool|predefined address pools have been fully subnetted/i,
  subnetTaken: /pool overlaps with other one/i,
  // "unable to start container process: exec:" is about the program: it is missing, or no program.
  execRefused: /^(Error response from daemon: .*|Error: No such container: .*|Cannot connect to the Docker daemon.*|error during connect: .*|.*permission denied while trying to connect to the Docker daemon.*|OCI runtime exec failed: (?!.*exec: ").*)$/i,
}

interface DockerInfo {
  readonly ServerErrors?: readonly string[]
  readonly ServerVersion?: string
  readonly KernelVersion: string
  readonly OperatingSystem?: string
  readonly Name?: string
  readonly CgroupVersion?: string
  readonly DefaultRuntime?: string
  readonly DockerRootDir?: string
  readonly SecurityOptions?: readonly string[] | null
}

function readEngine(info: unknown): Engine {
  const {ServerErrors, ServerVersion, KernelVersion, OperatingSystem, Name, CgroupVersion, DefaultRuntime, DockerRootDir, SecurityOptions} = info as DockerInfo
  // Clients before 23.0 say so here, and end with success.
  if (ServerErrors?.length) throw new Error(ServerErrors.join('; '))
  if (!ServerVersion) throw new Error('the daemon does not answer')
  return {
    version: ServerVersion,
    kernel: KernelVersion,
    cgroup: CgroupVersion === '2' ? 2 : 1,
    rootless: SecurityOptions?.some((option) => option.includes('name=rootless')) ?? false,
    // Docker does not say. Another kernel or another name is another machine, be it a virtual one on this.
    remote: KernelVersion !== release() || (Name !== undefined && Name !== hostname()) || OperatingSystem === 'Docker Desktop',
    ociRuntime: DefaultRuntime ?? 'runc',
    network: 'bridge',
    dns: null,
    volumes: DockerRootDir === undefined ? null : `${DockerRootDir}/volumes`,
  }
}

async function findProblem({rootless, version}: Engine): Promise<Problem | null> {
  if (rootless) return {reason: 'Docker runs rootless here, and nodes need a rootful daemon', fix: 'docker context use default'}
  const [major = 0, minor = 0] = version.split('.').map(Number)
  // The first that gives a container a cgroup namespace of its own.
  if (major < 20 || (major === 20 && minor < 10)) return {reason: `Docker ${version} is too old: nodes need 20.10 or newer`, fix: 'install a newer Docker'}
  return null
}

function runFlags(host: Host): string[] {
  return [
    ...(host.sysResource ? ['--privileged'] : ALMOST_PRIVILEGED),
    ...ulimits(host),
    // Whatever the daemon's default: the console must be readable on a stopped node, and a node that complains must not fill the disk.
    ...['--log-driver=json-file', '--log-opt', 'max-size=20m', '--log-opt', 'max-file=2'],
    // After a reboot the daemon starts a node again; otherwise it tries once. 0 would mean without end, and `unless-stopped` restarts
    // for ever a node that cannot boot.
    '--restart=on-failure:1',
  ]
}

/** --privileged asks for every capability and is refused as a whole when the daemon lacks CAP_SYS_RESOURCE. The node's entrypoint remounts what is read-only. */
const ALMOST_PRIVILEGED = [
  ...['--cap-add', 'ALL', '--cap-drop', 'SYS_RESOURCE'],
  ...['seccomp', 'apparmor', 'systempaths'].flatMap((part) => ['--security-opt', `${part}=unconfined`]),
  ...['--device-cgroup-rule', 'a *:* rwm'],
]
