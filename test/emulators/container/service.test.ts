import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import {readlinkSync} from 'node:fs'
import {join} from 'node:path'
import {emulate, type EmulatedMac} from './emulate.ts'
import {fails, json, never, ok, onMac} from './on-a-mac.ts'

const START = 'Ensure container system service has been started with `container system start`.'

describe('emulated container: the service', () => {
  const mac = onMac({version: '1.2.2'})
  const later = onMac({version: '1.4.1'})
  const oldest = onMac({version: '0.9.0'})

  afterEach(() => mac().change({service: 'running', slowSeconds: 0}))

  it('says that it runs, and from where [system.status] [system.app-root]', async () => {
    const status = await json<Record<string, string>>(mac(), 'system', 'status', '--format', 'json')
    assert.equal(status['status'], 'running')
    assert.match(status['apiServerVersion'] as string, /^container-apiserver version 1\.2\.2 \(build: release, commit: /)
    assert.ok(readlinkSync(join(status['appRoot'] as string, 'kernels/default.kernel-arm64')).endsWith('/kernels/vmlinux-6.18.15-186'))
  })

  it('from 1.4.1 on the answer has objects in it [system.status] [system.app-root]', async () => {
    const status = await json<{status: string; paths?: {appRoot: string}}>(later(), 'system', 'status', '--format', 'json')
    assert.equal(status.status, 'running')
    assert.match(status.paths?.appRoot ?? '', /com\.apple\.container\/$/)
    await later().change({service: 'stopped'})
    const {code, stdout} = await later().run(['system', 'status', '--format', 'json'])
    assert.deepEqual([code, JSON.parse(stdout)], [1, {status: 'unregistered'}])
    await later().change({service: 'running'})
  })

  it('stopped: the answer is on standard output all the same, and the exit code 1 [system.status]', async () => {
    await mac().change({service: 'stopped'})
    const {code, stdout} = await mac().run(['system', 'status', '--format', 'json'])
    assert.deepEqual([code, JSON.parse(stdout).status], [1, 'unregistered'])
    assert.equal((await mac().run(['system', 'status'])).stdout, 'apiserver is not running and not registered with launchd\n')
  })

  it('stopped: commands say how to start it, each in its manner [system.stopped]', async () => {
    await mac().change({service: 'stopped'})
    const list = await fails(mac(), ['list'], {says: START})
    assert.match(list.stderr, /^Error: internalError: "failed to list containers" \(cause: "interrupted: "XPC connection error: Connection invalid""\)$/m)
    for (const args of [['run', '-d', 'box'], ['image', 'list'], ['network', 'list'], ['volume', 'list'], ['exec', 'n', 'true'], ['delete', '-f', 'n'], ['build', '.']]) {
      assert.match((await fails(mac(), args, {says: START})).stderr, /XPC connection error/)
    }
    await fails(mac(), ['ps'], {code: 64, says: 'Error: Plugins are unavailable. Start the container system services and retry:'})
  })

  it('starts without a question, and again, with the kernel that belongs to the version [system.start]', async () => {
    await mac().change({service: 'stopped', kernel: null})
    assert.equal(await ok(mac(), 'system', 'start', '--enable-kernel-install'), '')
    assert.equal(await ok(mac(), 'system', 'start', '--enable-kernel-install'), '')
    const {appRoot} = await json<{appRoot: string}>(mac(), 'system', 'status', '--format', 'json')
    assert.ok(readlinkSync(join(appRoot, 'kernels/default.kernel-arm64')).endsWith('vmlinux-6.18.15-186'))
  })

  it('asks about a kernel when nothing was said, and fails without an answer [system.start]', async () => {
    await mac().change({service: 'stopped', kernel: null})
    const {code, stdout, stderr} = await mac().run(['system', 'start'])
    assert.equal(code, 1)
    assert.match(stdout, /\[Y\/n\]/)
    assert.match(stderr, /failed to read user input/)
    assert.equal((await mac().run(['system', 'start'], {input: 'y\n'})).code, 0)
  })

  it('stopping it stops containers, which nothing starts again [system.start]', async () => {
    await ok(mac(), 'run', '-d', '--name', 'runs', 'box')
    assert.match(await ok(mac(), 'system', 'stop'), /info com\.apple\.container\.cli: .* stopping containers\nruns\n/)
    await ok(mac(), 'system', 'start', '--enable-kernel-install')
    assert.equal(await ok(mac(), 'list', '--quiet'), '')
    assert.equal(await ok(mac(), 'list', '--quiet', '--all'), 'runs\n')
  })

  it('one that hangs lets nothing come back, only the version and the help of a command [system.stopped]', async () => {
    await mac().change({service: 'hangs'})
    for (const args of [['list'], ['system', 'status'], ['--help'], ['ps']]) assert.equal((await never(mac(), args)).code, 143, args.join(' '))
    await ok(mac(), '--version')
    await ok(mac(), 'run', '--help')
  })

  it('one that is slow answers in the end', async () => {
    await mac().change({slowSeconds: 0.4})
    const start = performance.now()
    await ok(mac(), 'list')
    assert.ok(performance.now() - start >= 400)
  })

  it('shows that the program was upgraded and the service was not', async () => {
    await mac().change({serviceVersion: '1.1.0'})
    const versions = await json<{version: string}[]>(mac(), 'system', 'version', '--format', 'json')
    assert.deepEqual(versions.map(({version}) => /\d+\.\d+\.\d+/.exec(version)?.[0]), ['1.2.2', '1.1.0'])
    await mac().change({serviceVersion: '1.2.2'})
  })

  it('0.9 has no JSON of the status, no version of the service, and containers in a flat form', async () => {
    assert.match(await ok(oldest(), '--version'), /version 0\.9\.0 /)
    await fails(oldest(), ['system', 'status', '--format', 'json'], {code: 64, says: "Error: Unknown option '--format'"})
    await fails(oldest(), ['system', 'version'], {code: 64, says: "Error: Unexpected argument 'version'"})
    assert.equal(await ok(oldest(), 'list', '--format', 'json'), '[]\n')
    await fails(oldest(), ['run', 'box'], {code: 70, says: "emulator: 'container run' of version 0.9.0 is not emulated"})
  })
})

describe('emulated container: the Mac', () => {
  it('sw_vers tells the version of macOS [mac.version]', async () => {
    const mac = await emulate({version: '1.2.2', macOS: '15.7'})
    assert.equal(answer(mac, 'sw_vers', '-productVersion').stdout, '15.7\n')
    await mac.remove()
  })

  it('sysctl tells Apple silicon from Intel [mac.silicon]', async () => {
    const [silicon, intel] = await Promise.all([emulate({version: '1.2.2'}), emulate({version: '1.2.2', silicon: false})])
    assert.equal(answer(silicon, 'sysctl', '-n', 'hw.optional.arm64').stdout, '1\n')
    const asked = answer(intel, 'sysctl', '-n', 'hw.optional.arm64')
    assert.deepEqual([asked.status, asked.stdout], [1, ''])
    await Promise.all([silicon.remove(), intel.remove()])
  })

  it('may have no container at all', async () => {
    const mac = await emulate({version: '1.2.2', installed: false})
    assert.equal(answer(mac, 'uname', '-s').stdout, 'Darwin\n')
    assert.equal(answer(mac, 'container', '--version').error?.message.includes('ENOENT'), true)
    await mac.remove()
  })
})

function answer(mac: EmulatedMac, program: string, ...args: string[]) {
  return spawnSync(program, args, {env: mac.env, encoding: 'utf8'})
}
