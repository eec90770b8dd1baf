import assert from 'node:assert/strict'
import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {cCompiler, cgoEnvironment, compilerName} from '../../src/node-image/cross-compiler.js'
import {pauseKey} from '../../src/node-image/pause.js'
import {workshop, type Programs} from './workshop-stub.js'

describe('a compiler of C', () => {
  let directory = ''
  beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'kina-cc-'))))
  afterEach(() => rm(directory, {recursive: true, force: true}))

  const here = {platform: 'linux', arch: 'amd64'} as const
  const tools: Programs = {
    'aarch64-linux-gnu-gcc': () => '12.2',
    mmdebstrap: async (args) => {
      const target = args.find((arg) => arg.endsWith('.tar'))
      if (target !== undefined) await writeFile(target, 'tar')
      return ''
    },
    tar: async (args) => {
      await writeFile(join(args[args.indexOf('--directory') + 1] ?? '', 'libc.a'), '')
      return ''
    },
  }

  it('is the machine’s own for its own kind, or what CC says', async () => {
    const shop = workshop(directory, {})
    assert.deepEqual(await cCompiler(shop, ['libseccomp-dev']), {program: 'cc'})
    assert.deepEqual(await cCompiler({...shop, host: {...here, cc: 'clang', crossCc: 'other'}}), {program: 'clang'})
    assert.deepEqual(shop.ran, [])
  })

  it('is Debian’s for the other kind, in both directions', () => {
    assert.equal(compilerName({arch: 'arm64', host: here}), 'aarch64-linux-gnu-gcc')
    assert.equal(compilerName({arch: 'amd64', host: {platform: 'linux', arch: 'arm64', cc: 'gcc'}}), 'x86_64-linux-gnu-gcc')
  })

  it('gets a C library and headers of the other kind, unpacked once', async () => {
    const shop = workshop(directory, tools, {arch: 'arm64'})
    const compiler = await cCompiler(shop, ['libseccomp-dev'])
    assert.deepEqual(await readdir(compiler.sysroot ?? ''), ['libc.a'])
    assert.deepEqual(await cCompiler(shop, ['libseccomp-dev']), compiler)
    const [made, ...more] = shop.ran.filter(([program, arg]) => program === 'mmdebstrap' && arg !== '--version')
    assert.deepEqual(more, [])
    for (const flag of ['--variant=extract', '--architectures=arm64', '--include=libc6-dev,libseccomp-dev']) assert.ok(made?.includes(flag), flag)
    const env = cgoEnvironment(compiler, 'arm64')
    assert.equal(env['CC'], 'aarch64-linux-gnu-gcc')
    assert.equal(env['CGO_LDFLAGS'], `--sysroot=${compiler.sysroot}`)
    assert.equal(env['PKG_CONFIG_LIBDIR'], `${compiler.sysroot}/usr/lib/aarch64-linux-gnu/pkgconfig`)
  })

  it('is the user’s where one is named for the other kind, with what that brings itself', async () => {
    const shop = workshop(directory, {'zig-cc': () => ''}, {arch: 'arm64', host: {...here, crossCc: 'zig-cc'}})
    const compiler = await cCompiler(shop)
    assert.deepEqual([compiler, cgoEnvironment(compiler, 'arm64')], [{program: 'zig-cc'}, {CC: 'zig-cc'}])
  })

  it('that is missing is an error that names the package, or the variable', async () => {
    const missing = (arch: 'amd64' | 'arm64', host: typeof here | {platform: 'linux'; arch: 'arm64'}) => cCompiler(workshop(directory, {}, {arch, host}))
    await assert.rejects(missing('arm64', here), {code: 'E_COMPONENT_SOURCE', message: /\(linux\/amd64\) has no working C compiler for linux\/arm64: aarch64-linux-gnu-gcc\.$/, next: ['sudo apt-get install gcc-aarch64-linux-gnu', 'Or name a cross compiler in CC_FOR_linux_arm64, or take the programs from releases.']})
    await assert.rejects(missing('amd64', {platform: 'linux', arch: 'arm64'}), (error: {next: string[]}) => error.next[0] === 'sudo apt-get install gcc-x86-64-linux-gnu')
    await assert.rejects(cCompiler(workshop(directory, {}, {arch: 'arm64', host: {...here, crossCc: 'nosuch'}})), (error: {next: string[]}) => error.next[0] === 'Correct CC_FOR_linux_arm64 in the environment.')
  })

  it('is part of the pause program’s key', async () => {
    const keys = await Promise.all([undefined, 'zig-cc'].map((crossCc) => pauseKey({arch: 'arm64', host: {...here, crossCc}})))
    assert.notEqual(keys[0], keys[1])
  })
})
