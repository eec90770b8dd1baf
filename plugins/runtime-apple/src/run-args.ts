import type {Mount, NodePlan, PortMapping} from 'kina/plugin'
import type {RunFlag} from './commands.js'
import {ALIASES_LABEL, labelFlags, labelsOf} from './labels.js'

export interface Placement {
  readonly cluster: string
  readonly network: string
  /** Such as `linux/arm64`: which variant of the image boots. */
  readonly platform: string
  readonly mtu?: number
  /** Name of the volume for the node's /var, made before. */
  readonly volume?: string
  /** Those of {@link RunFlag} that this version has. */
  readonly flags: ReadonlySet<RunFlag>
}

/** What a node gets when its plan does not say: the tool's own default of 1 GiB is too little for a control plane. */
export const DEFAULT_MEMORY_MIB = 4096

/** The flags of `run` that make one node. Pure. */
export function runFlags(node: NodePlan, {cluster, network, platform, mtu, volume, flags}: Placement): string[] {
  const aliases = node.aliases.length === 0 ? {} : {[ALIASES_LABEL]: node.aliases.join(' ')}
  return [
    ...['--name', node.name],
    ...labelFlags({...labelsOf(node, cluster), ...aliases}),
    // The environment may name another one as the default.
    ...['--platform', platform],
    // A machine of its own stands around all this, so there is nothing to protect from the node.
    ...['--cap-add', 'ALL'],
    // kubelet, kube-proxy and CNIs write below /proc/sys. Versions without masks do not have the flags either.
    ...(['--masked-path', '--read-only-path'] as const).flatMap((flag) => (flags.has(flag) ? [flag, 'NONE'] : [])),
    ...(node.cpus === undefined ? [] : ['--cpus', String(Math.ceil(node.cpus))]),
    ...['--memory', `${node.memoryMiB ?? DEFAULT_MEMORY_MIB}M`],
    ...['--tmpfs', '/run', '--tmpfs', '/tmp'],
    // The root file system is ext4, so /var may lie on it.
    ...(volume === undefined ? [] : ['--volume', `${volume}:/var`]),
    ...node.mounts.flatMap(mountFlags),
    ...['--network', mtu === undefined ? network : `${network},mtu=${mtu}`],
    ...node.ports.flatMap((port) => ['--publish', portFlag(port)]),
    ...(node.kernel === undefined ? [] : ['--kernel', node.kernel]),
  ]
}

/** What of a plan no flag can say, one sentence each. Pure. */
export function problemsOf({name, mounts, ports}: NodePlan): string[] {
  const ofMounts = mounts.flatMap(({hostPath, nodePath, propagation}) => {
    const mount = `the mount of ${hostPath} into node ${name}`
    return [
      ...(propagation === 'none' ? [] : [`${mount} asks for the propagation ${propagation}, which a directory shared with a virtual machine does not have`]),
      ...(/[:,]/.test(nodePath) || (hostPath.includes(':') && /[,=]/.test(hostPath)) ? [`${mount} at ${nodePath} has a ":", "," or "=" in its path that container does not take`] : []),
    ]
  })
  const ofPorts = ports.flatMap(({protocol, nodePort, hostPort}) => [
    ...(protocol === 'sctp' ? [`port ${nodePort} of node ${name} is to be published with SCTP, and container publishes TCP and UDP alone`] : []),
    ...(hostPort === 0 ? [`port ${nodePort} of node ${name} has no port of this Mac to be published at`] : []),
  ])
  return [...ofMounts, ...ofPorts]
}

/** --volume splits at every colon, --mount at every comma and "=". */
function mountFlags({hostPath, nodePath, readOnly}: Mount): string[] {
  if (!hostPath.includes(':')) return ['--volume', `${hostPath}:${nodePath}${readOnly ? ':ro' : ''}`]
  return ['--mount', ['type=bind', `source=${hostPath}`, `target=${nodePath}`, ...(readOnly ? ['readonly'] : [])].join(',')]
}

function portFlag({hostAddress, hostPort, nodePort, protocol}: PortMapping): string {
  const address = hostAddress.includes(':') ? `[${hostAddress}]` : hostAddress
  return `${address}:${hostPort}:${nodePort}/${protocol}`
}
