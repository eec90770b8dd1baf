import type {Argv, Mount, NodePlan, PortMapping} from 'kina/plugin'
import {CLUSTER_LABEL, ROLE_LABEL} from './cli.js'
import type {Dialect} from './dialects/dialect.js'
import type {Host} from './host.js'

export interface Placement {
  readonly cluster: string
  readonly network: string
  /** Name of the volume for the node's /var, made before. */
  readonly volume: string
}

/** The command line that starts one node. Pure. */
export function runArgs(node: NodePlan, {cluster, network, volume}: Placement, dialect: Dialect, host: Host): Argv {
  return [
    ...[dialect.program, ...host.globalArgs, 'run', '--detach', '--name', node.name, '--hostname', node.name],
    ...pairs('--label', labelsOf(node, cluster)),
    // A node is only ever started from an image that `prepare` has seen.
    '--pull=never',
    // systemd is process 1, whatever the tool's configuration would put there, and writes its progress to a console if there is one.
    ...['--init=false', '--tty'],
    ...dialect.runFlags(host),
    // Otherwise the node's systemd would see, and on cgroup v1 write to, the host's hierarchies.
    '--cgroupns=private',
    // Podman's default of 2048 is too few for a node full of pods.
    '--pids-limit=-1',
    ...['--tmpfs', '/tmp', '--tmpfs', '/run'],
    // containerd's snapshots and etcd's data must not lie on overlayfs.
    ...['--volume', `${volume}:/var${dialect.volumeOptions}`],
    ...(host.modules ? ['--volume', '/lib/modules:/lib/modules:ro'] : []),
    ...node.mounts.flatMap((mount) => ['--mount', mountFlag(mount)]),
    ...['--network', network, ...node.aliases.flatMap((alias) => ['--network-alias', alias])],
    ...node.ports.flatMap((port) => ['--publish', portFlag(port)]),
    ...(node.cpus === undefined ? [] : ['--cpus', String(node.cpus)]),
    ...(node.memoryMiB === undefined ? [] : ['--memory', `${node.memoryMiB}m`]),
    node.image,
  ] as unknown as Argv
}

/** The plan's labels; the two by which kina finds nodes again even if the plan has forgotten them. */
export function labelsOf({role, labels}: NodePlan, cluster: string): Readonly<Record<string, string>> {
  return {[ROLE_LABEL]: role, ...labels, [CLUSTER_LABEL]: cluster}
}

function pairs(flag: string, values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => [flag, `${name}=${value}`])
}

function portFlag({hostAddress, hostPort, nodePort, protocol}: PortMapping): string {
  const address = hostAddress.includes(':') ? `[${hostAddress}]` : hostAddress
  return `${address}:${hostPort}:${nodePort}/${protocol}`
}

const PROPAGATION = {none: 'rprivate', 'host-to-container': 'rslave', bidirectional: 'rshared'} as const

/** Both tools read this as one line of CSV. Unlike --volume it takes a path with a colon, and refuses a missing one everywhere. */
function mountFlag({hostPath, nodePath, readOnly, propagation}: Mount): string {
  const fields = ['type=bind', `source=${hostPath}`, `target=${nodePath}`, ...(readOnly ? ['readonly'] : []), `bind-propagation=${PROPAGATION[propagation]}`]
  return fields.map((field) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')
}
