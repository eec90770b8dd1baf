import assert from 'node:assert/strict'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {archive} from './oci-archive.ts'
import {fails, json, ok, onMac} from './on-a-mac.ts'

interface Shown {
  readonly id: string
  readonly configuration: {readonly name: string; readonly creationDate: string; readonly descriptor: {readonly digest: string}}
  readonly variants: readonly {readonly digest: string; readonly size: number; readonly platform: {readonly architecture: string; readonly os: string}; readonly config: {readonly created: string; readonly config: Readonly<Record<string, unknown>>}}[]
}

describe('emulated container: images', () => {
  const mac = onMac({version: '1.2.2'})
  const file = (name: string) => join(mac().mac.directory, name)
  const platform = () => `linux/${mac().state().settings.architecture}`
  before(async () => writeFileSync(file('node.tar'), await archive('kina/node:v1', {labels: {'io.kina.key': 'a=b'}})))

  it('loads an OCI layout, of a file or of standard input, under the names in it [image.load]', async () => {
    assert.equal(await ok(mac(), 'image', 'load', '--input', file('node.tar')), 'docker.io/kina/node:v1\n')
    const {code, stdout} = await mac().run(['image', 'load'], {input: await archive('localhost/other:latest')})
    assert.deepEqual([code, stdout], [0, 'localhost/other:latest\n'])
  })

  it('refuses an archive without oci-layout, one with bad members, and one that is not there [image.load]', async () => {
    writeFileSync(file('docker.tar'), await archive('x', {layout: false}))
    await fails(mac(), ['image', 'load', '-i', file('docker.tar')], {says: /^Error: notFound: ".*oci-layout"$/m})
    writeFileSync(file('bad.tar'), await archive('x', {member: '../outside'}))
    await fails(mac(), ['image', 'load', '-i', file('bad.tar')], {says: /^Error: rejected paths .*\.\.\/outside/m})
    const forced = await mac().run(['image', 'load', '--force', '-i', file('bad.tar')])
    assert.deepEqual([forced.code, forced.stdout], [0, 'docker.io/library/x:latest\n'])
    await fails(mac(), ['image', 'load', '-i', '/no/such.tar'], {says: 'file does not exist: ["path": "/no/such.tar"]'})
  })

  it('shows name, id, and each variant with what the image says of itself [image.shape]', async () => {
    const found = (await json<Shown[]>(mac(), 'image', 'list', '--format', 'json')).find(({configuration}) => configuration.name === 'docker.io/kina/node:v1')
    assert.equal(found?.configuration.descriptor.digest, `sha256:${found?.id}`)
    const [variant] = found?.variants ?? []
    assert.equal(`${variant?.platform.os}/${variant?.platform.architecture}`, platform())
    assert.ok((variant?.size ?? 0) > 1024)
    assert.equal(variant?.config.created, '2026-05-01T00:00:00Z')
    assert.deepEqual(variant?.config.config, {Cmd: ['/sbin/init'], Labels: {'io.kina.key': 'a=b'}}, 'exposed ports are dropped')
    assert.deepEqual(await json(mac(), 'image', 'inspect', 'kina/node:v1'), [found])
  })

  it('finds images by what a user types [image.names]', async () => {
    for (const name of ['kina/node:v1', 'docker.io/kina/node:v1', 'localhost/other', 'localhost/other:latest', 'box', 'library/box:latest']) await ok(mac(), 'image', 'inspect', name)
    await fails(mac(), ['image', 'inspect', 'kina/node', 'kina/node:v1'], {says: 'Error: image not found: kina/node'})
    assert.ok((await ok(mac(), 'image', 'list', '--quiet')).split('\n').includes('kina/node:v1'))
    await fails(mac(), ['image', 'list', '-q', '-v'], {code: 64, says: 'Error: cannot use flag --quiet and --verbose together'})
    assert.equal(await ok(mac(), 'image', 'tag', 'kina/node:v1', 'kina/node:again'), 'kina/node:again\n')
    assert.match(await ok(mac(), 'image', 'list'), /^kina\/node +again +[0-9a-f]{12}$/m)
    await fails(mac(), ['image', 'tag', 'no-such', 'x'], {says: 'Error: image with reference docker.io/library/no-such:latest'})
  })

  it('saves several in one archive to standard output, with the names on standard error [image.save]', async () => {
    const {code, bytes, stderr} = await mac().run(['image', 'save', '--platform', platform(), 'kina/node:v1', 'localhost/other'])
    assert.equal(code, 0)
    assert.match(stderr, /docker\.io\/kina\/node:v1\nlocalhost\/other:latest\n$/)
    const loaded = await mac().run(['image', 'load'], {input: bytes})
    assert.deepEqual([loaded.code, loaded.stdout], [0, 'docker.io/kina/node:v1\nlocalhost/other:latest\n'])
    assert.equal(await ok(mac(), 'image', 'save', '-o', file('out.tar'), '--platform', platform(), 'kina/node:v1'), 'docker.io/kina/node:v1\n')
    assert.equal(await ok(mac(), 'image', 'load', '-i', file('out.tar')), 'docker.io/kina/node:v1\n')
  })

  it('saves nothing when one is missing, or has not what was asked for [image.save]', async () => {
    await fails(mac(), ['image', 'save', '--platform', platform(), 'kina/node:v1', 'no-such'], {says: 'Error: failed to save image(s)'})
    await fails(mac(), ['image', 'save', 'kina/node:v1'], {says: /^Error: image docker\.io\/kina\/node:v1 has no content for .*; available platforms: linux\//m})
    await fails(mac(), ['image', 'save', '--platform', 'linux/s390x', 'kina/node:v1'], {says: `Error: image docker.io/kina/node:v1 has no content for platform linux/s390x; available platforms: ${platform()}`})
  })

  it('delete forgives missing ones by force alone [image.delete]', async () => {
    await fails(mac(), ['image', 'delete', 'kina/node:again', 'no-such'], {says: 'Error: failed to delete one or more images: ["no-such"]', stdout: 'docker.io/kina/node:again\n'})
    assert.equal(await ok(mac(), 'image', 'rm', '--force', 'no-such'), '')
    await fails(mac(), ['image', 'inspect', 'kina/node:again'], {says: 'Error: image not found: kina/node:again'})
    await ok(mac(), 'image', 'inspect', 'kina/node:v1')
  })

  it('a pull that cannot be done says so and prints nothing', async () => {
    await fails(mac(), ['image', 'pull', '--platform', platform(), 'registry.invalid/x'], {says: /^Error: .*registry\.invalid\/x:latest/m})
    await fails(mac(), ['image', 'pull', '--scheme', 'ftp', 'x'], {code: 64, says: /^Error: The value 'ftp' is invalid for '--scheme <scheme>'/m})
  })
})
