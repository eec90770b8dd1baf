import assert from 'node:assert/strict'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fails, json, ok, onMac, type Looked} from './on-a-mac.ts'

/** What an image is made of is shown by the conformance tests, with a real builder behind. */
describe('emulated container: builds', () => {
  const mac = onMac({version: '1.2.2'})
  const place = (name: string, containerfile: string) => {
    const directory = join(mac().mac.directory, name)
    mkdirSync(directory, {recursive: true})
    writeFileSync(join(directory, 'Containerfile'), containerfile)
    return directory
  }

  it('labels and arguments are headers: plain ASCII, without spaces at the ends [build.headers]', async () => {
    const directory = place('headers', 'FROM scratch\n')
    for (const args of [['--label', 'a=b\nc'], ['--label', 'a=ü'], ['--build-arg', 'a=b ']]) {
      await fails(mac(), ['build', ...args, '--tag', 'x', directory], {says: /^Error: failed to build \(cause: .*invalid header value for (label|build-arg)/m})
    }
  })

  it('a Containerfile of 16 KiB is refused [build.headers]', async () => {
    const directory = place('large', `FROM scratch\n#${'x'.repeat(16 * 1024)}\n`)
    await fails(mac(), ['build', '--file', join(directory, 'Containerfile'), '--tag', 'x', directory], {says: /header list is too large/})
  })

  it('needs a file to build from', async () => {
    await fails(mac(), ['build', '--file', '/no/such', '.'], {says: 'Error: Dockerfile not found at path: /no/such'})
  })

  it('starts the builder, which is then in the list of everybody [build.command]', async () => {
    assert.equal(await ok(mac(), 'builder', 'status'), 'builder is not running\n')
    await fails(mac(), ['build', '--progress', 'plain', '--platform', 'linux/arm64', '--tag', 'x', place('plain', 'FROM scratch\n')], {says: /^Error: unknown: "there is no builder behind this emulated Mac"$/m})
    assert.match(await ok(mac(), 'builder', 'status'), /^buildkit /m)
    const found = (await json<Looked[]>(mac(), 'list', '--format', 'json')).find(({id}) => id === 'buildkit')
    assert.equal(found?.status.state, 'running')
    await ok(mac(), 'builder', 'stop')
    await ok(mac(), 'builder', 'delete')
    assert.equal(await ok(mac(), 'list', '--all', '--quiet'), '')
  })

  it('has the flags of its version', async () => {
    await fails(mac(), ['build', '--squash', '.'], {code: 64, says: "Error: Unknown option '--squash'"})
    await fails(mac(), ['build', '--progress', 'fancy', '.'], {code: 64, says: /^Error: The value 'fancy' is invalid for '--progress <type>'/m})
  })
})
