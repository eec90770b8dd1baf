import assert from 'node:assert/strict'
import {readdirSync, readlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {gunzipSync} from 'node:zlib'
import {KERNEL_FEATURES} from '../../../src/preflight/kernel-features.js'
import {emulate, type EmulatedMac} from './emulate.ts'
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
  /** Features that each lacks. */
  const LACKS: Readonly<Record<string, readonly string[]>> = {
    '6.12.28': ['vxlan', 'br_netfilter', 'policy-routing', 'nft', 'btf'],
    '6.18.15': ['btf'],
    '6.18.35': [],
    kina: [],
  }
  let mac: EmulatedMac
  before(async () => {
    mac = await emulate({version: '1.2.2'})
    await mac.addImage('docker.io/library/box:latest', box())
  })
  after(() => mac.remove())

  for (const {name} of PROFILES) {
    it(`${name} lacks ${LACKS[name]?.join(', ') || 'nothing'} [kernel.release]`, async () => {
      await mac.change({kernel: name})
      await ok(mac, 'run', '-d', '--name', `with-${name}`, 'box')
      const asked = KERNEL_FEATURES.filter(({feature}) => feature !== 'overlay')
      const found = await Promise.all(asked.map(async ({feature, probe}) => ({feature, code: (await mac.run(['exec', `with-${name}`, 'env', ...probe])).code})))
      assert.deepEqual(found.filter(({code}) => code !== 0).map(({feature}) => feature), LACKS[name])
    })
  }
})
