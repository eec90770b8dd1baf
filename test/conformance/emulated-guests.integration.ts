import assert from 'node:assert/strict'
import {once} from 'node:events'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {connect} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {execa} from 'execa'
import type {EmulatedMac} from '../emulators/container/emulate.ts'
import {container, image, leftOver, macWithGuests, shell, whyNoGuests} from './emulated-mac.js'

const reason = await whyNoGuests()
if (reason !== null) console.log(`skipped: guests behind the emulated container: ${reason}`)

const NODE = ['--cap-add', 'ALL', '--masked-path', 'NONE', '--read-only-path', 'NONE', '--tmpfs', '/run', '--tmpfs', '/tmp', '--memory', '2048M']

;(reason === null ? describe : describe.skip)('guests behind the emulated container', () => {
  let mac: EmulatedMac
  let port: number
  let scratch: string

  before(async () => {
    mac = await macWithGuests()
    scratch = await mkdtemp(join(tmpdir(), 'kina-emulated-guests-'))
    port = 20_000 + (process.pid % 10_000)
    await container(mac, 'network', 'create', 'nodes')
    await container(mac, 'run', '--detach', '--name', 'n1', ...NODE, '--network', 'nodes', '--publish', `127.0.0.1:${port}:6443/tcp`, image)
    await container(mac, 'run', '--detach', '--name', 'n2', ...NODE, '--network', 'nodes,mtu=1500', image)
  })

  after(async () => {
    const {id} = mac.state().settings
    await mac.remove()
    await rm(scratch, {recursive: true})
    assert.deepEqual(await leftOver(id), [])
  })

  it('boot systemd [run.init]', async () => {
    assert.equal(await shell(mac, 'n1', 'systemctl is-system-running --wait'), 'running')
    assert.equal(await shell(mac, 'n1', 'cat /proc/1/comm'), 'systemd')
  })

  it('have their own address, the gateway as name server, and no other guest\'s name [guest.hosts] [network.reach]', async () => {
    const [{status}] = JSON.parse(await container(mac, 'inspect', 'n1')) as [{status: {networks: [{ipv4Address: string; ipv4Gateway: string}]}}]
    const {ipv4Address, ipv4Gateway} = status.networks[0]
    assert.equal(await shell(mac, 'n1', 'cat /etc/hosts'), `127.0.0.1 localhost\n${ipv4Address.replace(/\/.*/, '')} n1`)
    assert.match(await shell(mac, 'n1', 'ip -4 -o addr show eth0'), new RegExp(` ${ipv4Address.replaceAll('.', '\\.')} `))
    assert.match(await shell(mac, 'n1', 'cat /etc/resolv.conf'), new RegExp(`nameserver ${ipv4Gateway}`))
    assert.equal(await shell(mac, 'n1', 'hostname; cat /etc/hostname'), 'n1\nn1')
    assert.equal((await mac.run(['exec', 'n1', 'getent', 'ahostsv4', 'n2'])).code, 2)
  })

  it('have the MTU that was asked for [guest.mtu]', async () => {
    assert.equal(await shell(mac, 'n1', 'cat /sys/class/net/eth0/mtu'), '1280')
    assert.equal(await shell(mac, 'n2', 'cat /sys/class/net/eth0/mtu'), '1500')
  })

  it('reach each other, also with the addresses of pods [network.reach] [network.foreign]', async () => {
    const [one, two] = [await addressOf('n1'), await addressOf('n2')]
    await shell(mac, 'n1', `ip addr add 10.99.1.1/32 dev lo && ip route add 10.99.2.1/32 via ${two}`)
    await shell(mac, 'n2', `ip addr add 10.99.2.1/32 dev lo && ip route add 10.99.1.1/32 via ${one}`)
    await shell(mac, 'n1', `ping -c 1 -W 5 ${two}`)
    await shell(mac, 'n1', 'ping -c 1 -W 5 -I 10.99.1.1 10.99.2.1')
  })

  it('a published port accepts, resets while nobody listens, and passes on as the gateway [network.publish]', async () => {
    assert.equal(await talk(port, 'x'), 'ECONNRESET')
    const server = 'socat TCP-LISTEN:6443,fork,reuseaddr SYSTEM:"echo \\$SOCAT_PEERADDR; cat" > /dev/null 2>&1 &'
    await shell(mac, 'n1', `${server} until ss -ltn | grep -q :6443; do sleep 0.1; done`)
    assert.equal(await talk(port, 'hello'), `${(await addressOf('n1')).replace(/\d+$/, '1')}\nhello`)
  })

  it('have the capabilities of this machine with ALL, the fourteen without, and no more in exec [run.capabilities]', async () => {
    await container(mac, 'run', '--detach', '--name', 'plain', '--entrypoint', 'sleep', image, '1000')
    const of = (id: string, pid: string) => shell(mac, id, `sed -n 's/^CapBnd:\\t//p' /proc/${pid}/status`)
    assert.equal(await of('n1', '1'), /^CapBnd:\t(\w+)$/m.exec(await readFile('/proc/self/status', 'utf8'))?.[1])
    assert.equal(await of('plain', '1'), '00000000a80425fb')
    assert.equal(await of('plain', 'self'), '00000000a80425fb')
  })

  it('hide and protect what the version does, unless told otherwise [run.proc-sys]', async () => {
    assert.equal(await shell(mac, 'plain', 'test -w /proc/sys/kernel/domainname || echo protected'), 'protected')
    assert.equal(await shell(mac, 'plain', 'test -w /sys && test -w /sys/fs/cgroup && echo writable'), 'writable')
    assert.equal(await shell(mac, 'n1', 'test -w /proc/sys/kernel/domainname && echo open'), 'open')
  })

  it('see host directories, volumes with lost+found and empty file systems in memory [run.mount] [run.tmpfs]', async () => {
    await writeFile(join(scratch, 'file'), 'of the host')
    await container(mac, 'volume', 'create', 'data')
    await container(mac, 'run', '--detach', '--name', 'mounts', '--volume', `${scratch}:/mnt/host:ro`, '--volume', 'data:/data', '--tmpfs', '/opt', '--entrypoint', 'sleep', image, '1000')
    assert.equal(await shell(mac, 'mounts', 'cat /mnt/host/file; ls /data; ls /opt; touch /mnt/host/x 2> /dev/null || echo refused'), 'of the hostlost+found\nrefused')
  })

  it('cp reaches the root file system, and beneath what is mounted in it', async () => {
    await writeFile(join(scratch, 'copied'), 'copied')
    await container(mac, 'copy', join(scratch, 'copied'), 'n1:/var/lib/copied')
    await container(mac, 'copy', join(scratch, 'copied'), 'n1:/tmp/copied')
    assert.equal(await shell(mac, 'n1', 'cat /var/lib/copied; ls /tmp/copied 2> /dev/null || echo unseen'), 'copiedunseen')
  })

  it('export has all files, before the first start and while they run, and nothing of what is mounted', async () => {
    await container(mac, 'create', '--name', 'resting', image)
    await shell(mac, 'n2', 'echo of n2 > /var/lib/word; echo of n2 > /tmp/word')
    const exported = async (id: string, ...paths: string[]) => {
      await container(mac, 'export', '--output', join(scratch, 'root.tar'), id)
      const {stdout} = await execa('tar', ['--list', '--file', join(scratch, 'root.tar')])
      return paths.filter((path) => stdout.split('\n').includes(path))
    }
    assert.deepEqual(await exported('resting', './var/lib/dpkg/status', './usr/bin/kubeadm', './var/lib/word'), ['./var/lib/dpkg/status', './usr/bin/kubeadm'])
    assert.deepEqual(await exported('n2', './var/lib/word', './tmp/word'), ['./var/lib/word'])
  })

  it('a start gives another address, a new console, and everything on the disk [network.addresses] [life.disk] [life.logs]', async () => {
    const before = await addressOf('n1')
    await shell(mac, 'n1', 'echo kept > /var/lib/kept; echo kept > /etc/kept; echo lost > /run/lost; echo lost >> /etc/hosts')
    await container(mac, 'stop', '--time', '30', 'n1')
    await container(mac, 'start', 'n1')
    assert.notEqual(await addressOf('n1'), before)
    assert.equal(await shell(mac, 'n1', 'cat /var/lib/kept /etc/kept; ls /run/lost 2> /dev/null; grep lost /etc/hosts; true'), 'kept\nkept')
    assert.equal((await container(mac, 'logs', '--boot', 'n1')).match(/Kernel command line/g)?.length, 2)
  })

  it('a guest whose PID 1 has ended is stopped, and its console says what it said [life.states]', async () => {
    await container(mac, 'run', '--detach', '--name', 'short', '--entrypoint', 'sh', image, '-c', 'echo last words')
    while (!(await container(mac, 'list', '--all', '--format', 'json')).includes('"state":"stopped"')) await new Promise((resolve) => setTimeout(resolve, 100))
    assert.equal(await container(mac, 'logs', 'short'), 'last words')
  })

  async function addressOf(id: string): Promise<string> {
    const [{status}] = JSON.parse(await container(mac, 'inspect', id)) as [{status: {networks: [{ipv4Address: string}]}}]
    return status.networks[0].ipv4Address.replace(/\/.*/, '')
  }
})

/** Sends this, and resolves with all that comes back or the code of the error. */
async function talk(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (bytes) => void (answer += String(bytes)))
  socket.on('connect', () => socket.end(text))
  return Promise.race([once(socket, 'end').then(() => answer), new Promise<string>((resolve) => socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? '')))])
}
