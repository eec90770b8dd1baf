import assert from 'node:assert/strict'
import {readdirSync, readlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {gunzipSync} from 'node:zlib'
import {collectEvidence} from '../../../src/kernel/evidence.js'
import {judge} from '../../../src/kernel/judge.js'
import {profileNode} from '../../kernel/profile-node.js'
import {emulate} from './emulate.ts'
import {PROFILES} from './kernels/profiles.ts'
import {box, fails, ok, onMac} from './on-a-mac.ts'
import {kernelsOf} from './places.ts'

describe('emulated container: kernels', () => {
  const mac = onMac({version: '1.2.2'})
  const named = (name: string) => {
    const file = join(mac().mac.directory, `kernel-${name}`)
    writeFileSync(file, `kina emulated kernel: ${name}\n`)
    return file
  }

  it('the default is what a link in the directory of the service names [kernel.default]', async () => {
    assert.equal(readlinkSync(join(kernelsOf(mac().mac), 'default.kernel-arm64')), join(kernelsOf(mac().mac), 'vmlinux-6.18.15-186'))
    const file = named('6.12.28')
    await ok(mac(), 'system', 'kernel', 'set', '--binary', file)
    assert.equal(readlinkSync(join(kernelsOf(mac().mac), 'default.kernel-arm64')), join(kernelsOf(mac().mac), 'kernel-6.12.28'))
    await fails(mac(), ['system', 'kernel', 'set', '--binary', file], {says: /a file with the same name already exists/})
    await ok(mac(), 'system', 'kernel', 'set', '--recommended', '--force')
    assert.deepEqual(readdirSync(kernelsOf(mac().mac)).sort(), ['default.kernel-arm64', 'kernel-6.12.28', 'vmlinux-6.18.15-186'])
  })

  it('without one nothing can be made [kernel.none]', async () => {
    await mac().change({kernel: null})
    await fails(mac(), ['run', '-d', '--name', 'none', 'box'], {says: /^Error: default kernel not found at file:\/\/.*\/kernels\/default\.kernel-arm64$/m})
    assert.equal(await ok(mac(), 'list', '--all', '--quiet'), '')
    await mac().change({kernel: '6.18.15'})
  })

  it('one container may have its own, which must be there [kernel.per-container]', async () => {
    await ok(mac(), 'run', '-d', '--name', 'own', '--kernel', named('kina'), 'box')
    await ok(mac(), 'run', '-d', '--name', 'default', 'box')
    assert.equal(await ok(mac(), 'exec', 'own', 'uname', '-r'), '6.18.15-kina\n')
    assert.equal(await ok(mac(), 'exec', 'default', 'uname', '-r'), '6.18.15\n')
    await fails(mac(), ['run', '--kernel', '/no/such/kernel', 'box'], {says: 'Error: kernel file not found at path /no/such/kernel'})
  })

  it('a container keeps the one of its creation, whatever becomes the default [kernel.kept]', async () => {
    await ok(mac(), 'run', '-d', '--name', 'kept', 'box')
    await mac().change({kernel: '6.18.35'})
    await ok(mac(), 'stop', 'kept')
    await ok(mac(), 'start', 'kept')
    assert.equal(await ok(mac(), 'exec', 'kept', 'uname', '-r'), '6.18.15\n')
    await ok(mac(), 'run', '-d', '--name', 'newer', 'box')
    assert.equal(await ok(mac(), 'exec', 'newer', 'uname', '-r'), '6.18.35\n')
    await mac().change({kernel: '6.18.15'})
  })

  it('tells its release and its configuration [kernel.release]', async () => {
    await ok(mac(), 'run', '-d', '--name', 'asked', 'box')
    assert.equal(await ok(mac(), 'exec', 'asked', 'env', 'A=1', 'uname', '-r'), '6.18.15\n')
    const {bytes} = await mac().run(['exec', 'asked', 'cat', '/proc/config.gz'])
    const config = gunzipSync(bytes).toString()
    assert.equal(config, await ok(mac(), 'exec', 'asked', 'zcat', '/proc/config.gz'))
    assert.match(config, /^CONFIG_VXLAN=y$/m)
    assert.match(config, /^# CONFIG_BPF_JIT is not set$/m)
    assert.match(config, /^# CONFIG_MODULES is not set$/m)
    assert.equal(await ok(mac(), 'exec', 'asked', 'sh', '-c', 'uname -r && test -r /proc/config.gz'), '6.18.15\n')
    await fails(mac(), ['exec', 'asked', 'modprobe', 'vxlan'], {says: /FATAL: Module vxlan not found/})
  })
})

describe('emulated container: what kina asks of a kernel', () => {
  /** Features of core's list that trying each shows to be missing. */
  const LACKS: Readonly<Record<string, readonly string[]>> = {
    '6.12.28': ['vxlan', 'geneve', 'ipip', 'wireguard', 'dummy', 'ipvlan', 'netkit', 'policy-routing', 'ipsec', 'br_netfilter', 'nft', 'xt_socket', 'bpf-jit', 'bpf-events', 'btf'],
    '6.18.15': ['geneve', 'ipip', 'wireguard', 'dummy', 'ipvlan', 'netkit', 'xt_socket', 'bpf-jit', 'bpf-events', 'btf'],
    '6.18.35': ['geneve', 'ipip', 'wireguard', 'dummy', 'ipvlan', 'netkit', 'xt_socket'],
    kina: ['ipip', 'ipvlan'],
  }
  for (const {name} of PROFILES) {
    it(`${name} lacks ${LACKS[name]?.join(', ')} [kernel.release]`, async () => {
      const findings = judge(await collectEvidence(profileNode(name), 'darwin'))
      assert.deepEqual(findings.flatMap(({feature, trying}) => (trying === 'fails' ? [feature] : [])), LACKS[name])
      // What is tried is answered as its configuration says.
      assert.deepEqual(findings.filter(({disagreement}) => disagreement !== undefined), [])
    })
  }

  it('is answered by a guest without anything in it that could run, and differently by another kernel', async () => {
    const mac = await emulate({version: '1.2.2'})
    try {
      await mac.addImage('docker.io/library/box:latest', box())
      for (const name of ['6.18.15', 'kina']) {
        await mac.change({kernel: name})
        await ok(mac, 'run', '-d', '--name', `with-${name}`, 'box')
      }
      const asked = async (name: string, ...argv: string[]) => (await mac.run(['exec', `with-${name}`, 'env', ...argv])).code
      for (const argv of [['unshare', '--net', 'ip', 'link', 'add', 'kina0', 'type', 'dummy'], ['unshare', '--net', '--mount', '/usr/local/lib/kina/kernel-probe', 'jit']]) {
        assert.deepEqual([await asked('6.18.15', ...argv) === 0, await asked('kina', ...argv) === 0], [false, true], argv.join(' '))
      }
    } finally {
      await mac.remove()
    }
  })
})
