import assert from 'node:assert/strict'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {ExecOptions} from '../../src/contract/index.js'
import {debianKey, debianRootfs} from '../../src/node-image/debian.js'
import {workshop} from './workshop-stub.js'

describe('Debian root file system', () => {
  let directory = ''

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kina-debian-'))
  })

  afterEach(() => rm(directory, {recursive: true, force: true}))

  it('is made once for a set of packages, with a fixed time', async () => {
    let seen: ExecOptions = {}
    const shop = workshop(directory, {mmdebstrap: async (args, options) => {
      seen = options
      const target = args.find((arg) => arg.endsWith('.tar'))
      if (target !== undefined) await writeFile(target, Buffer.alloc(1024))
      return ''
    }})
    const path = await debianRootfs({packages: ['kmod', 'iptables', 'kmod']}, shop)
    assert.deepEqual(await readFile(path), Buffer.alloc(1024))
    assert.equal(await debianRootfs({packages: ['iptables', 'kmod']}, shop), path)
    const made = shop.ran.filter((argv) => !argv.includes('--version'))
    assert.equal(made.length, 1)
    assert.ok(made[0]?.includes('--include=iptables,kmod'))
    assert.ok(made[0]?.includes('--architectures=amd64'))
    assert.ok(made[0]?.includes('--dpkgopt=path-exclude=/usr/share/doc/*'))
    assert.ok(made[0]?.includes('bookworm'))
    assert.match(seen.env?.['SOURCE_DATE_EPOCH'] ?? '', /^\d+$/)
  })

  it('for another kind of machine is made of this one’s, so that nothing of it has to run', async () => {
    const shop = workshop(directory, {mmdebstrap: async (args) => {
      const into = args.map((arg) => /^--customize-hook=copy-out \/foreign\/rootfs\.tar '(.*)'$/.exec(arg)?.[1]).find((path) => path !== undefined)
      if (into !== undefined) await writeFile(join(into, 'rootfs.tar'), Buffer.alloc(1024))
      return ''
    }}, {arch: 'arm64'})
    assert.deepEqual(await readFile(await debianRootfs({packages: ['kmod']}, shop)), Buffer.alloc(1024))
    const made = shop.ran.find((argv) => !argv.includes('--version')) ?? []
    for (const flag of ['--architectures=amd64', '--include=kmod', '--format=null', '--customize-hook=chroot "$1" bash /foreign/foreign-root arm64 /foreign/programs.txt /foreign/rootfs.tar']) assert.ok(made.includes(flag as never), flag)
    const copied = made.find((arg) => arg.startsWith('--customize-hook=copy-in')) ?? ''
    for (const [, path] of copied.matchAll(/'([^']+)'/g)) assert.match(await readFile(path ?? '', 'utf8'), /^#!\/bin\/bash/)
  })

  it('has a key that changes with packages, suite, mirror and architecture', () => {
    const keys = [
      debianKey({packages: ['kmod']}, {arch: 'amd64'}),
      debianKey({packages: []}, {arch: 'amd64'}),
      debianKey({packages: ['kmod'], suite: 'trixie'}, {arch: 'amd64'}),
      debianKey({packages: ['kmod'], mirror: 'https://mirror.example/debian'}, {arch: 'amd64'}),
      debianKey({packages: ['kmod']}, {arch: 'arm64'}),
      debianKey({packages: ['kmod'], variant: 'extract'}, {arch: 'amd64'}),
    ]
    assert.equal(new Set(keys).size, keys.length)
  })

  it('is refused where no mmdebstrap can be had, without a look for it', async () => {
    const mac = workshop(directory, {mmdebstrap: () => ''}, {host: {platform: 'darwin', arch: 'arm64'}})
    await assert.rejects(debianRootfs({packages: []}, mac), {code: 'E_COMPONENT_SOURCE', message: /root file system is not possible on this machine: .*this is macOS\.$/})
    assert.deepEqual(mac.ran, [])
  })

  it('says what failed in the words of the tool', async () => {
    const shop = workshop(directory, {mmdebstrap: (args) => (args[0] === '--version' ? '1.3' : Promise.reject(new Error('no mirror')))})
    await assert.rejects(debianRootfs({packages: []}, shop), {code: 'E_COMPONENT_SOURCE', cause: new Error('no mirror')})
  })
})
