import assert from 'node:assert/strict'
import type {ContainerRecord} from '../state.ts'
import {createArgs} from './create-guest.ts'
import {readK8sFile} from './console.ts'
import {wantedUser} from './exec.ts'
import {hardwareAddress} from './forwarding.ts'
import {guestConfig, type RuntimeConfig} from './guest-config.ts'
import {hostsFile, resolverFile} from './identity.ts'
import {networkArgs} from './network.ts'
import {signalNumber} from './stop.ts'
import {failedStart} from './start.ts'
import {routeSubnets} from './subnets.ts'
import {findUser} from './users.ts'

const mac = {id: 'm1', directory: '/mac/behind'}
const files = {place: '/mac/behind/containers/n1', pid: '/p', realId: '/r', console: '/c'}

describe('what Podman is told', () => {
  it('a guest is made without Podman\'s own ideas of hosts, names and systemd, and never privileged', () => {
    const args = createArgs(mac, guest(), {files, interactive: false})
    for (const flag of ['--no-hosts', '--dns=none', '--systemd=false', '--init=false', '--cgroupns=private', '--pull=never', '--image-volume=ignore']) assert.ok(args.includes(flag), flag)
    assert.ok(!args.some((arg) => arg.startsWith('--privileged')))
    assert.deepEqual(args.slice(-4), ['--entrypoint', '[]', 'image-id', '/sbin/init'])
  })

  it('/var is a volume without a name of the user\'s, unless the guest has its own there', () => {
    const volumes = (record: ContainerRecord) => valuesOf(createArgs(mac, record, {files, interactive: false}), '--volume')
    assert.deepEqual(volumes(guest()), ['kinaemu-m1_root-n1:/var:suid,exec,dev'])
    assert.deepEqual(volumes(guest({mounts: [{type: 'volume', name: 'data', destination: '/var/', readOnly: true}]})), ['kinaemu-m1-data:/var/:suid,exec,dev,ro'])
  })

  it('a network has the subnet of the record and the MTU of vmnet', () => {
    const args = networkArgs(mac, {name: 'net', mode: 'hostOnly', ipv4Subnet: '192.168.65.0/24', ipv4Gateway: '192.168.65.1'})
    assert.equal(args.join(' '), 'network create --label io.kina.emulated-mac=m1 --subnet 192.168.65.0/24 --gateway 192.168.65.1 --opt mtu=1280 --internal kinaemu-m1-net')
  })

  it('a bridge has an address that is nobody\'s and the same for every call', () => {
    assert.match(hardwareAddress('a'), /^02(:[0-9a-f]{2}){5}$/)
    assert.equal(hardwareAddress('a'), hardwareAddress('a'))
    assert.notEqual(hardwareAddress('a'), hardwareAddress('b'))
  })
})

describe('the configuration of a guest', () => {
  const host = {capabilities: ['CAP_CHOWN', 'CAP_KILL'], devices: [], limits: {RLIMIT_NOFILE: 20_000}}
  const root = {uid: 0, gid: 0, groups: [], home: '/root'}
  const configOf = (record: ContainerRecord) => guestConfig(podmans, {container: record, links: [], bridges: [], console: '/dev/pts/7'}, {user: root, host})

  it('ALL is all that this machine has; otherwise what both have', () => {
    assert.deepEqual((configOf(guest()).process.capabilities as {bounding: unknown}).bounding, ['CAP_CHOWN', 'CAP_KILL'])
    assert.deepEqual((configOf(guest({capabilities: ['CAP_KILL', 'CAP_SYS_ADMIN']})).process.capabilities as {bounding: unknown}).bounding, ['CAP_KILL'])
  })

  it('the kernel\'s file systems are writable, and nothing lies over /etc/hosts and its like', () => {
    const {mounts} = configOf(guest())
    assert.deepEqual(mounts.filter(({options}) => options.includes('ro')), [])
    assert.deepEqual(mounts.map(({destination}) => destination), ['/proc', '/sys', '/sys/fs/cgroup', '/dev/shm', '/dev/console', '/var'])
  })

  it('/dev/console is the kernel\'s, unless PID 1 has a terminal', () => {
    const consoleOf = (terminal: boolean) => configOf(guest({init: {...guest().init, terminal}})).mounts.find(({destination}) => destination === '/dev/console')?.source
    assert.deepEqual([consoleOf(false), consoleOf(true)], ['/dev/pts/7', undefined])
  })

  it('masks what the record says and no more', () => {
    const {linux} = configOf(guest({effectivePaths: {masked: ['/proc/kcore'], readOnly: []}}))
    assert.deepEqual([linux['maskedPaths'], linux['readonlyPaths'], 'seccomp' in linux], [['/proc/kcore'], [], false])
  })

  it('what lies deeper is mounted later', () => {
    const mounts = [{type: 'tmpfs', destination: '/var/lib/x', readOnly: false}, {type: 'virtiofs', source: '/src', destination: '/mnt', readOnly: true}] as const
    assert.deepEqual(configOf(guest({mounts})).mounts.slice(-3).map(({destination}) => destination), ['/var', '/mnt', '/var/lib/x'])
  })

  it('limits stay within those of this machine', () => {
    const init = {...guest().init, rlimits: [{limit: 'RLIMIT_NOFILE', soft: 10, hard: 1_048_576}]}
    assert.deepEqual(configOf(guest({init})).process['rlimits'], [{type: 'RLIMIT_NOFILE', soft: 10, hard: 20_000}])
  })

  it('PATH and HOME are filled in, TERM with a terminal, and what is there stays', () => {
    const init = {...guest().init, environment: ['PATH=/x', 'A=1'], terminal: true}
    assert.deepEqual(configOf(guest({init})).process['env'], ['PATH=/x', 'A=1', 'HOME=/root', 'TERM=xterm'])
  })
})

describe('files and words of a guest', () => {
  it('/etc/hosts has localhost and the guest itself', () => {
    assert.equal(hostsFile(guest()), '127.0.0.1 localhost\n192.168.64.3 n1\n')
  })

  it('/etc/resolv.conf names the gateway, or what was asked for in the order of the keywords, or is not written', () => {
    assert.equal(resolverFile(guest()), 'nameserver 192.168.64.1\n')
    assert.equal(resolverFile(guest({dns: {nameservers: ['1.1.1.1'], domain: 'd', searchDomains: ['a', 'b'], options: ['ndots:2']}})), 'nameserver 1.1.1.1\ndomain d\nsearch a b\noptions ndots:2\n')
    assert.equal(resolverFile(guest({dns: null})), null)
  })

  it('users are found by name or number, with their groups', () => {
    const passwd = [['me', 'x', '7', '8', '', '/home/me', '']]
    const group = [['mine', 'x', '8', ''], ['more', 'x', '9', 'you,me']]
    assert.deepEqual(findUser({raw: 'me'}, passwd, group), {uid: 7, gid: 8, groups: [9], home: '/home/me'})
    assert.deepEqual(findUser({raw: '7:more'}, passwd, group), {uid: 7, gid: 9, groups: [], home: '/home/me'})
    assert.throws(() => findUser({raw: 'nobody-here'}, passwd, group), /unable to find user nobody-here/)
  })

  it('--uid and --gid replace one half each', () => {
    assert.deepEqual(wantedUser({id: {uid: 1, gid: 2}}, {id: {gid: 5}}), {id: {uid: 1, gid: 5}})
    assert.deepEqual(wantedUser({raw: 'x'}, undefined), {raw: 'x'})
  })

  it('signals have names of several kinds', () => {
    assert.deepEqual(['SIGTERM', 'kill', '9', 'SIGRTMIN+3', 'RTMAX-1'].map(signalNumber), [15, 9, 9, 37, 63])
    assert.throws(() => signalNumber('SIGNOTHING'), /invalid signal/)
  })

  it('Podman\'s console file gives back what was written', () => {
    const file = Buffer.from('2026-11-26T00:00:00+00:00 stdout P par\n2026-11-26T00:00:00+00:00 stdout F tial\n2026-11-26T00:00:00+00:00 stderr F  spaced\n2026')
    const {parts, rest} = readK8sFile(file)
    assert.deepEqual(parts.map(({stream, bytes}) => [stream, Buffer.from(bytes).toString()]), [['stdout', 'par'], ['stdout', 'tial\n'], ['stderr', ' spaced\n']])
    assert.equal(rest.toString(), '2026')
  })

  it('a program that is missing is told from other failures', () => {
    assert.deepEqual(failedStart('Error: runc: exec: "nope": executable file not found in $PATH: not found', null), {missing: 'nope'})
    assert.deepEqual(failedStart('Error: runc: exec: "/no/pe": stat /no/pe: no such file or directory', null), {missing: '/no/pe'})
    assert.throws(() => failedStart('Error: something else', null), /^Error: something else$/)
    assert.throws(() => failedStart('Error: hook', 'unable to find user x'), /unable to find user x/)
  })

  it('subnets in use are read from the routing table, without the default route and those that lead nowhere', () => {
    const table = ['Iface\tDestination', 'eth0\t00000000\t010200C0\t3\t0\t0\t0\t00000000', 'br0\t0041A8C0\t0\t1\t0\t0\t0\t00FFFFFF', '*\t0000A8C0\t0\t1\t0\t0\t0\t0000FFFF'].join('\n')
    assert.deepEqual(routeSubnets(table), ['192.168.65.0/24'])
  })
})

/** As Podman would start it. */
const podmans: RuntimeConfig = {
  annotations: {},
  root: {path: '/root'},
  process: {rlimits: [], apparmorProfile: 'x'},
  mounts: [
    {destination: '/proc', type: 'proc', source: 'proc', options: []},
    {destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['ro']},
    {destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup', options: ['ro']},
    {destination: '/etc/hosts', type: 'bind', source: '/x', options: []},
    {destination: '/run/.containerenv', type: 'bind', source: '/x', options: []},
    {destination: '/dev/shm', type: 'bind', source: '/x', options: []},
    {destination: '/var', type: 'bind', source: '/v', options: []},
  ],
  linux: {namespaces: [], seccomp: {}},
}

function valuesOf(args: readonly string[], flag: string): string[] {
  return args.flatMap((arg, i) => (arg === flag ? [args[i + 1] as string] : []))
}

function guest(over: Partial<ContainerRecord> = {}): ContainerRecord {
  return {
    ...{id: 'n1', creationDate: '', labels: {}, publishedPorts: [], publishedSockets: [], capAdd: ['ALL'], capDrop: [], capabilities: 'ALL', cpus: 2, memoryInBytes: 2 ** 30},
    image: {reference: 'x', digest: '', mediaType: '', size: 0, behind: 'image-id'},
    platform: {os: 'linux', architecture: 'amd64'},
    init: {executable: '/sbin/init', arguments: [], environment: [], workingDirectory: '/', user: {id: {uid: 0, gid: 0}}, terminal: false, rlimits: []},
    mounts: [],
    networks: [{network: 'default', mtu: 1280}],
    effectivePaths: {masked: [], readOnly: []},
    dns: {nameservers: [], searchDomains: [], options: []},
    ...{readOnly: false, rosetta: false, ssh: false, useInit: false, virtualization: false, autoRemove: false, portsReset: false},
    kernel: {arguments: [], profile: '6.18.15', booted: false},
    state: 'stopped',
    attachments: [{network: 'default', hostname: 'n1', ipv4Address: '192.168.64.3/24', ipv4Gateway: '192.168.64.1', macAddress: 'f2:00:00:00:00:01', mtu: 1280}],
    ...over,
  }
}
