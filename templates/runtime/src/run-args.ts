import type {NodePlan} from 'kina/plugin'
import type {Host} from './host.js'
import {CLUSTER_LABEL} from './podman.js'

/** Holds what kina wants to know of a node later, as JSON. The plan's labels do not become labels of Podman: other runtimes look for those. */
export const NODE_LABEL = '__NAME__.kina.example/node'

export interface Place {
  readonly cluster: string
  readonly network: string
  readonly volume: string
}

const PROPAGATION = {none: 'rprivate', 'host-to-container': 'rslave', bidirectional: 'rshared'} as const

/** The arguments that start one node. Pure. */
export function runArgs({name, role, labels, image, aliases, ports, mounts, cpus, memoryMiB}: NodePlan, {cluster, network, volume}: Place, host: Host): string[] {
  return [
    ...[...host.global, 'run', '--detach', '--name', name, '--hostname', name, '--pull=never'],
    ...['--label', `${CLUSTER_LABEL}=${cluster}`, '--label', `${NODE_LABEL}=${JSON.stringify({role, labels})}`],
    // systemd is process 1 of the image, and writes to a console; Podman's help with systemd would share the host's cgroups.
    ...['--privileged', '--systemd=false', '--init=false', '--tty', '--cgroupns=private', '--pids-limit=-1', ...host.ulimits],
    // The console can be read on a stopped node too.
    ...['--log-driver=k8s-file', '--restart=no'],
    // containerd and etcd write below /var, which must not be overlayfs.
    ...['--tmpfs', '/tmp', '--tmpfs', '/run', '--volume', `${volume}:/var:suid,exec,dev`],
    ...(host.modules ? ['--volume', '/lib/modules:/lib/modules:ro'] : []),
    ...mounts.flatMap(({hostPath, nodePath, readOnly, propagation}) => ['--mount', `type=bind,source=${hostPath},target=${nodePath},bind-propagation=${PROPAGATION[propagation]}${readOnly ? ',readonly' : ''}`]),
    ...['--network', network, ...aliases.flatMap((alias) => ['--network-alias', alias])],
    ...ports.flatMap(({hostAddress, hostPort, nodePort, protocol}) => ['--publish', `${hostAddress}:${hostPort}:${nodePort}/${protocol}`]),
    ...(cpus === undefined ? [] : ['--cpus', String(cpus)]),
    ...(memoryMiB === undefined ? [] : ['--memory', `${memoryMiB}m`]),
    image,
  ]
}
