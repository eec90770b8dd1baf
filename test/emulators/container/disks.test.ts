import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {join} from 'node:path'
import {fails, inspected, json, never, ok, onMac} from './on-a-mac.ts'

describe('emulated container: disks', () => {
  const mac = onMac({version: '1.2.2'})

  it('makes a volume with labels and a size, once [volume.create]', async () => {
    assert.equal(await ok(mac(), 'volume', 'create', '--label', 'io.kina.cluster=a', '-s', '20G', 'v1'), 'v1\n')
    const [found] = await json<{id: string; configuration: Record<string, unknown>}[]>(mac(), 'volume', 'inspect', 'v1')
    assert.equal(found?.id, 'v1')
    const {labels, options, sizeInBytes, format, driver} = found?.configuration ?? {}
    assert.deepEqual({labels, options, sizeInBytes, format, driver}, {labels: {'io.kina.cluster': 'a'}, options: {size: '20G'}, sizeInBytes: 20 * 2 ** 30, format: 'ext4', driver: 'local'})
    await fails(mac(), ['volume', 'create', 'v1'], {says: "Error: volume 'v1' already exists"})
    await fails(mac(), ['volume', 'create', '.v'], {says: /^Error: invalid volume name '\.v': must match /m})
    await fails(mac(), ['volume', 'inspect', 'v9'], {says: 'Error: volume not found: v9'})
  })

  it('belongs to one running container at a time [volume.create]', async () => {
    await ok(mac(), 'run', '-d', '--name', 'first', '-v', 'v1:/var', 'box')
    assert.deepEqual(Object.keys((await inspected(mac(), 'first')).configuration.mounts[0]?.type ?? {}), ['volume'])
    await fails(mac(), ['run', '-d', '--name', 'second', '-v', 'v1:/var', 'box'], {says: "Error: volume 'v1' is currently in use and cannot be accessed by another container, or deleted"})
    await fails(mac(), ['inspect', 'second'], {says: 'Error: container not found: second'})
    await ok(mac(), 'create', '--name', 'third', '-v', 'v1:/var', 'box')
    await ok(mac(), 'stop', 'first')
    await ok(mac(), 'start', 'third')
    await fails(mac(), ['start', 'first'], {says: /^Error: volume 'v1' is currently in use/m})
    await ok(mac(), 'delete', '-f', 'third')
  })

  it('several may read one that nobody writes [volume.create]', async () => {
    await ok(mac(), 'run', '-d', '--name', 'r1', '-v', 'shared:/x:ro', 'box')
    await ok(mac(), 'run', '-d', '--name', 'r2', '-v', 'shared:/x:ro', 'box')
    await fails(mac(), ['run', '-d', '--name', 'writes', '-v', 'shared:/x', 'box'], {says: /^Error: volume 'shared' is currently in use/m})
  })

  it('goes when no container refers to it, running or not [volume.in-use]', async () => {
    const {stderr} = await fails(mac(), ['volume', 'delete', 'v1'], {says: 'Error: delete failed for one or more volumes: ["v1"]'})
    assert.match(stderr, /volume 'v1' is currently in use/)
    await ok(mac(), 'delete', 'first')
    assert.equal(await ok(mac(), 'volume', 'rm', 'v1'), 'v1\n')
    await fails(mac(), ['volume', 'rm', 'v1'], {says: 'Error: delete failed for one or more volumes: ["v1"]'})
  })

  it('one that is named and not there is made, with a word on standard error; one without a name gets one', async () => {
    const {stdout, stderr} = await mac().run(['run', '-d', '--name', 'auto', '-v', 'made:/a', '-v', '/b', 'box'])
    assert.equal(stdout, 'auto\n')
    assert.match(stderr, /"made"/)
    const names = (await ok(mac(), 'volume', 'list', '-q')).trim().split('\n')
    assert.ok(names.includes('made') && names.some((name) => /^[0-9a-f-]{36}$/.test(name)))
  })

  it('export writes the files of a container, running or not, into a tar', async () => {
    const file = join(mac().mac.directory, 'root.tar')
    for (const end of [[], ['stop', 'auto'], ['start', 'auto']]) {
      if (end.length > 0) await ok(mac(), ...end)
      assert.equal(await ok(mac(), 'export', '-o', file, 'auto'), '')
      assert.match(execFileSync('tar', ['-tf', file], {encoding: 'utf8'}), /^\.\/etc\/hostname$/m)
    }
    await fails(mac(), ['export', '-o', file, 'no-such'], {says: 'Error: container with ID no-such not found'})
  })

  it('cp before 1.4.1 takes no colon, wants one side inside', async () => {
    await fails(mac(), ['cp', 'a:b', 'auto:/x'], {says: 'Error: invalid path given: a:b'})
    await fails(mac(), ['cp', '/a', '/b'], {says: 'Error: one of source or destination must be a container reference (container_id:path)'})
    await fails(mac(), ['cp', 'auto:/a', 'r1:/b'], {says: 'Error: copying between containers is not supported'})
    await fails(mac(), ['cp', '/no/such', 'auto:/x'], {says: 'Error: source path does not exist: /no/such'})
    await fails(mac(), ['cp', '/etc/hostname', 'no-such:/x'], {says: /^Error: failed to copy into container no-such \(cause: /m})
  })

  it('cp out of a container never comes back for what is not there', async () => {
    assert.equal((await never(mac(), ['cp', 'auto:/no/such', '/tmp'])).code, 143)
  })
})
