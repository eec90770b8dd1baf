import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {createServer, type AddressInfo} from 'node:net'
import {join} from 'node:path'
import {fails, inspected, ok, onMac} from './on-a-mac.ts'

const MIB = 1024 * 1024

describe('emulated container: making a container', () => {
  const mac = onMac({version: '1.2.2'})
  const [unmasked, masked] = [onMac({version: '1.1.0'}), onMac({version: '1.2.0'})]
  const made = async (name: string, ...args: string[]) => {
    await ok(mac(), 'create', '--name', name, ...args, 'box')
    return inspected(mac(), name)
  }

  it('prints the id, which is the name or a random one, and nothing else [run.detach]', async () => {
    assert.equal(await ok(mac(), 'run', '--detach', '--name', 'detached', 'box'), 'detached\n')
    assert.equal((await inspected(mac(), 'detached')).status.state, 'running')
    assert.match(await ok(mac(), 'run', '-d', 'box'), /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\n$/)
    const file = join(mac().mac.directory, 'id')
    await ok(mac(), 'run', '-d', '--name', 'with-file', '--cidfile', file, 'box')
    assert.equal(readFileSync(file, 'utf8'), 'with-file')
  })

  it('in the foreground ends with the code of the process, and leaves a stopped container or none [run.detach]', async () => {
    assert.equal((await mac().run(['run', '--name', 'seven', '--entrypoint', 'exit', 'box', '7'])).code, 7)
    assert.equal((await inspected(mac(), 'seven')).status.state, 'stopped')
    assert.equal(await ok(mac(), 'run', '--rm', '--name', 'gone', 'echo'), 'hello\n')
    await fails(mac(), ['inspect', 'gone'], {says: 'Error: container not found: gone'})
  })

  it('a run that fails after the creation leaves nothing behind [run.leaves-nothing]', async () => {
    const taken = await new Promise<AddressInfo>((resolve) => {
      const server = createServer().unref().listen(0, '127.0.0.1', () => resolve(server.address() as AddressInfo))
    })
    for (const args of [['--entrypoint', 'no-such-program'], ['-p', `127.0.0.1:${taken.port}:80`], ['-p', '80:80']]) {
      await fails(mac(), ['run', '-d', '--name', 'failed', ...args, 'box'], {says: /failed to find target executable no-such-program|Address already in use|Permission denied while binding to host port 80/})
      await fails(mac(), ['inspect', 'failed'], {says: 'Error: container not found: failed'})
    }
  })

  it('a name is used once, also by a stopped one, and has a form [run.name-taken]', async () => {
    await made('once')
    await fails(mac(), ['run', '-d', '--name', 'once', 'box'], {says: 'Error: container with id once already exists'})
    await fails(mac(), ['create', '--name', 'once', 'box'], {says: 'Error: container already exists: once'})
    const outcomes = await Promise.all(Array.from({length: 6}, () => mac().run(['run', '-d', '--name', 'raced', 'box'])))
    assert.deepEqual(outcomes.map(({code}) => code).sort(), [0, 1, 1, 1, 1, 1])
    for (const {code, stderr} of outcomes) if (code !== 0) assert.match(stderr, /already exist/)
    for (const name of ['-x', 'x', 'a/b', 'a b', 'n'.repeat(64)]) await fails(mac(), ['run', '-d', `--name=${name}`, 'box'], {says: `Error: container ID ${name} is not a valid container ID`})
  })

  it('gives the capabilities that were asked for, by any of their names [run.capabilities]', async () => {
    assert.deepEqual((await made('all', '--cap-add', 'ALL')).configuration.capAdd, ['ALL'])
    assert.deepEqual((await made('some', '--cap-add', 'net_admin', '--cap-add', 'CAP_SYS_ADMIN')).configuration.capAdd, ['CAP_NET_ADMIN', 'CAP_SYS_ADMIN'])
    await fails(mac(), ['create', '--cap-add', 'EVERYTHING', 'box'], {says: 'Error: invalid capability: EVERYTHING'})
    const {containers} = mac().state()
    assert.deepEqual([containers['all']?.capabilities, containers['once']?.capabilities.includes('CAP_SYS_ADMIN'), containers['once']?.capabilities.length], ['ALL', false, 14])
  })

  it('protects /proc/sys from 1.2.0 on, which from 1.2.1 on can be refused [run.proc-sys]', async () => {
    const open = await made('open', '--masked-path', 'NONE', '--read-only-path', 'NONE')
    assert.deepEqual([open.configuration.maskedPaths, open.configuration.readonlyPaths], [[], []])
    const closed = await made('closed', '--masked-path', '/more')
    assert.equal(closed.configuration.maskedPaths?.at(-1), '/more')
    assert.equal(closed.configuration.readonlyPaths, undefined)
    assert.ok(mac().state().containers['closed']?.effectivePaths.readOnly.includes('/proc/sys'))
    await fails(mac(), ['create', '--masked-path', 'relative', 'box'], {says: 'Error: path must be absolute: relative'})
    await ok(unmasked(), 'create', '--name', 'open', 'box')
    assert.deepEqual(unmasked().state().containers['open']?.effectivePaths, {masked: [], readOnly: []})
    await fails(masked(), ['create', '--read-only-path', 'NONE', 'box'], {code: 64, says: "Error: Unknown option '--read-only-path'"})
    await ok(masked(), 'create', '--name', 'closed', 'box')
    assert.ok(masked().state().containers['closed']?.effectivePaths.readOnly.includes('/proc/sys'))
  })

  it('memory is counted in MiB, and too little is refused [run.memory]', async () => {
    assert.equal((await made('four', '--memory', '4096M')).configuration.resources.memoryInBytes, 4096 * MIB)
    assert.equal((await made('two', '-m', '2g')).configuration.resources.memoryInBytes, 2048 * MIB)
    assert.equal((await inspected(mac(), 'once')).configuration.resources.memoryInBytes, 1024 * MIB)
    await fails(mac(), ['run', '-d', '--name', 'small', '--memory', '199M', 'box'], {says: `Error: minimum memory amount allowed is 200 MiB (got ${199 * MIB} bytes)`})
    await fails(mac(), ['create', '--memory', 'much', 'box'], {says: /^Error: .*much$/m})
  })

  it('takes whole CPUs, four when nothing is said [run.cpus]', async () => {
    assert.equal((await made('cpus', '--cpus', '2')).configuration.resources.cpus, 2)
    assert.equal((await inspected(mac(), 'once')).configuration.resources.cpus, 4)
    await fails(mac(), ['create', '-c', '0.5', 'box'], {code: 64, says: "Error: The value '0.5' is invalid for '-c <cpus>'"})
  })

  it('takes a tmpfs by its path alone: options become part of it [run.tmpfs]', async () => {
    const {mounts} = (await made('tmpfs', '--tmpfs', '/run', '--tmpfs', '/run', '--tmpfs', '/tmp:size=1g')).configuration
    assert.deepEqual(mounts.map(({destination}) => destination), ['/run', '/tmp:size=1g'])
    assert.deepEqual(mounts[0]?.type, {tmpfs: {}})
  })

  it('mounts directories that are there, and only those [run.mount]', async () => {
    const directory = mac().mac.directory
    const {mounts} = (await made('mounts', '-v', `${directory}:/host:ro`, '--mount', `type=bind,source=${directory},target=/other`)).configuration
    assert.deepEqual(mounts.map(({destination, source, options, type}) => [destination, source, options, Object.keys(type)[0]]), [
      ['/host', directory, ['ro'], 'virtiofs'],
      ['/other', directory, [], 'virtiofs'],
    ])
    await fails(mac(), ['run', '-v', '/no/such:/x', 'box'], {says: "Error: path '/no/such' does not exist"})
    await fails(mac(), ['create', '--mount', 'type=bind,source=/no/such,target=/x', 'box'], {says: "Error: path '/no/such' does not exist"})
    await fails(mac(), ['create', '--mount', `type=bind,source=${join(directory, 'state.json')},target=/x`, 'box'], {says: /is not a directory$/m})
    await fails(mac(), ['create', '-v', 'a:b:c:d', 'box'], {says: 'Error: invalid volume format a:b:c:d'})
  })

  it('gives labels back as they were, and takes none with a second = [run.label]', async () => {
    const awkward = {'io.kina.a': 'ü "quoted" \\ % : , \n second line', 'io.kina.empty': ''}
    assert.deepEqual((await made('labels', ...Object.entries(awkward).flatMap(([key, value]) => ['--label', `${key}=${value}`]))).configuration.labels, awkward)
    await fails(mac(), ['create', '--label', 'key=a=b', 'box'], {says: 'Error: invalid label format key=a=b'})
    assert.deepEqual((await made('swallowed', '--label', 'key=a=')).configuration.labels, {key: 'a'}, 'a last = is lost without a word')
  })

  it('chooses the variant of the image for the platform [run.platform]', async () => {
    const {architecture} = mac().state().settings
    const other = architecture === 'amd64' ? 'arm64' : 'amd64'
    await made('platform', '--platform', `linux/${architecture}`)
    await fails(mac(), ['create', '--platform', `linux/${other}`, 'box'], {says: `Error: image docker.io/library/box:latest has no content for platform linux/${other}; available platforms: linux/${architecture}`})
    const {code, stderr} = await mac().run(['create', 'box'], {env: {CONTAINER_DEFAULT_PLATFORM: `linux/${other}`}})
    assert.equal(code, 1)
    assert.match(stderr, /CONTAINER_DEFAULT_PLATFORM[^]*has no content/)
  })

  it('makes process 1 of the entrypoint and the command, as the image and the user say [run.init]', async () => {
    const process1 = async (name: string, image: string, ...args: string[]) => {
      await ok(mac(), 'create', '--name', name, ...args.slice(0, -1), image, ...args.slice(-1).filter(Boolean))
      const {executable, arguments: rest} = (await inspected(mac(), name)).configuration.initProcess
      return [executable, ...rest]
    }
    assert.deepEqual(await process1('init', 'box'), ['/sbin/init'])
    assert.deepEqual(await process1('said', 'echo', 'other'), ['echo', 'other'])
    assert.deepEqual(await process1('entry', 'echo', '--entrypoint', '/bin/x', ''), ['/bin/x'], 'an entrypoint of the user drops the command of the image')
    assert.equal((await inspected(mac(), 'init')).configuration.stopSignal, 'SIGRTMIN+3')
  })

  it('publishes ports that were named, never one of its choice [network.publish]', async () => {
    const {publishedPorts} = (await made('ports', '-p', '127.0.0.1:6445:6443/tcp', '--publish', '[::1]:8080:80', '-p', '9000-9001:9000-9001/udp')).configuration
    assert.deepEqual(publishedPorts, [
      {containerPort: 6443, count: 1, hostAddress: '127.0.0.1', hostPort: 6445, proto: 'tcp'},
      {containerPort: 80, count: 1, hostAddress: '::1', hostPort: 8080, proto: 'tcp'},
      {containerPort: 9000, count: 2, hostAddress: '0.0.0.0', hostPort: 9000, proto: 'udp'},
    ])
    for (const [port, says] of [['127.0.0.1::80', /^Error: invalid publish/m], ['0:80', 'Error: invalid publish host port range: 0'], ['80', 'Error: invalid publish value: 80'], ['8080:80/sctp', 'Error: invalid publish protocol: sctp'], ['8080-8082:80', 'Error: publish host and container port counts are not equal: 8080-8082:80']] as const) {
      await fails(mac(), ['create', '-p', port, 'box'], {says})
    }
    await fails(mac(), ['create', '-p', '8080:80', '-p', '8079-8081:79-81', 'box'], {says: 'Error: host ports for different publish port specs may not overlap'})
  })

  it('variables of here are taken, what is not set is dropped, and the image has some of its own', async () => {
    const {code, stdout} = await mac().run(['run', '--rm', '-e', 'HERE', '-e', 'NOT_HERE', '-e', 'A=mine', '--entrypoint', 'env', 'box'], {env: {HERE: 'yes'}})
    assert.equal(code, 0)
    assert.deepEqual(stdout.trim().split('\n').sort(), ['A=mine', 'HERE=yes', 'PATH=/bin'])
  })
})
