import assert from 'node:assert/strict'
import {testNode} from '../../../src/testing/index.js'
import {docker} from '../src/dialects/docker.js'
import {podman} from '../src/dialects/podman.js'
import {runArgs} from '../src/run-args.js'

const placement = {cluster: 'a', network: 'kina-a', volume: 'a-control-plane-var-000000'}
const free = {remote: false, sysResource: true, limits: {nofile: 1_048_576, nproc: 32_768}, modules: true, globalArgs: []}
const bound = {remote: false, sysResource: false, limits: {nofile: 20_000, nproc: 32_768}, modules: false, globalArgs: ['--runtime', 'runc']}
const node = testNode('a', {
  name: 'a-control-plane',
  role: 'control-plane',
  image: 'kina/node:v1.31.0',
  aliases: ['a-api', 'kubernetes'],
  labels: {'io.kina.cni': 'ptp'},
  ports: [
    {hostAddress: '127.0.0.1', hostPort: 34815, nodePort: 6443, protocol: 'tcp'},
    {hostAddress: '::1', hostPort: 5353, nodePort: 53, protocol: 'udp'},
  ],
  mounts: [
    {hostPath: '/src', nodePath: '/dst', readOnly: true, propagation: 'none'},
    {hostPath: '/a,b "c":d', nodePath: '/e', readOnly: false, propagation: 'bidirectional'},
  ],
  cpus: 1.5,
  memoryMiB: 2048,
})
const plain = testNode('a', {name: 'a-worker', image: 'kina/node:v1.31.0'})

describe('run-args', () => {
  it('podman: a node with everything, on a host without exceptions', () => {
    assert.deepEqual(runArgs(node, placement, podman, free), [
      ...['podman', 'run', '--detach', '--name', 'a-control-plane', '--hostname', 'a-control-plane'],
      ...['--label', 'io.kina.cluster=a', '--label', 'io.kina.cni=ptp', '--label', 'io.kina.role=control-plane'],
      ...['--pull=never', '--init=false', '--tty'],
      ...['--privileged', '--systemd=false', '--log-driver=k8s-file', '--restart=no'],
      ...['--cgroupns=private', '--pids-limit=-1', '--tmpfs', '/tmp', '--tmpfs', '/run'],
      ...['--volume', 'a-control-plane-var-000000:/var:suid,exec,dev', '--volume', '/lib/modules:/lib/modules:ro'],
      ...['--mount', 'type=bind,source=/src,target=/dst,readonly,bind-propagation=rprivate'],
      ...['--mount', 'type=bind,"source=/a,b ""c"":d",target=/e,bind-propagation=rshared'],
      ...['--network', 'kina-a', '--network-alias', 'a-api', '--network-alias', 'kubernetes'],
      ...['--publish', '127.0.0.1:34815:6443/tcp', '--publish', '[::1]:5353:53/udp'],
      ...['--cpus', '1.5', '--memory', '2048m'],
      'kina/node:v1.31.0',
    ])
  })

  it('podman: a host without CAP_SYS_RESOURCE, with cgroup v1 under crun, and without /lib/modules', () => {
    assert.deepEqual(runArgs(plain, {...placement, volume: 'v'}, podman, bound), [
      ...['podman', '--runtime', 'runc', 'run', '--detach', '--name', 'a-worker', '--hostname', 'a-worker'],
      ...['--label', 'io.kina.cluster=a', '--label', 'io.kina.role=worker'],
      ...['--pull=never', '--init=false', '--tty'],
      ...['--privileged', '--systemd=false', '--ulimit', 'nofile=20000:20000', '--ulimit', 'nproc=32768:32768', '--log-driver=k8s-file', '--restart=no'],
      ...['--cgroupns=private', '--pids-limit=-1', '--tmpfs', '/tmp', '--tmpfs', '/run'],
      ...['--volume', 'v:/var:suid,exec,dev', '--network', 'kina-a', 'kina/node:v1.31.0'],
    ])
  })

  it('docker: --privileged where the daemon may raise limits, the long list where it may not', () => {
    const start = ['--detach', '--name', 'a-worker', '--hostname', 'a-worker', '--label', 'io.kina.cluster=a', '--label', 'io.kina.role=worker', '--pull=never', '--init=false', '--tty']
    const kept = ['--log-driver=json-file', '--log-opt', 'max-size=20m', '--log-opt', 'max-file=2', '--restart=on-failure:1']
    const end = ['--cgroupns=private', '--pids-limit=-1', '--tmpfs', '/tmp', '--tmpfs', '/run', '--volume', 'v:/var', '--network', 'kina-a', 'kina/node:v1.31.0']
    const argv = (host: typeof bound | typeof free) => runArgs(plain, {...placement, volume: 'v'}, docker, {...host, modules: false, globalArgs: []})
    assert.deepEqual(argv(free), ['docker', 'run', ...start, '--privileged', ...kept, ...end])
    assert.deepEqual(argv(bound), [
      ...['docker', 'run', ...start, '--cap-add', 'ALL', '--cap-drop', 'SYS_RESOURCE'],
      ...['--security-opt', 'seccomp=unconfined', '--security-opt', 'apparmor=unconfined', '--security-opt', 'systempaths=unconfined'],
      ...['--device-cgroup-rule', 'a *:* rwm', '--ulimit', 'nofile=20000:20000', '--ulimit', 'nproc=32768:32768', ...kept, ...end],
    ])
  })

  it('the two labels by which nodes are found are there without the plan too', () => {
    const argv = runArgs({...plain, labels: {}}, placement, podman, free)
    assert.deepEqual(argv.slice(7, 11), ['--label', 'io.kina.cluster=a', '--label', 'io.kina.role=worker'])
  })
})
