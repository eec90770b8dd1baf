import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import {createReadStream} from 'node:fs'
import {chmod, mkdtemp, readFile, rm, utimes, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {buffer} from 'node:stream/consumers'
import {pipeline} from 'node:stream/promises'
import {extract, type Header} from 'tar-stream'
import {fullImageName, tagOf} from '../../src/node-image/full-image-name.js'
import {type ArchivedImage, writeImageArchive} from '../../src/node-image/image-archive.js'
import {layerTar} from '../../src/node-image/image-layer.js'

describe('image archive', () => {
  let directory = ''

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kina-archive-'))
    await writeFile(join(directory, 'one'), 'ONE')
    await writeFile(join(directory, 'big'), Buffer.alloc(3_000_000, 7))
    await writeFile(join(directory, 'base.tar'), await buffer(layerTar({files: [{source: join(directory, 'one'), target: '/etc/base'}]})))
  })

  afterEach(() => rm(directory, {recursive: true, force: true}))

  const images = (): ArchivedImage[] => {
    const base = {rootfs: join(directory, 'base.tar')}
    const files = [{source: join(directory, 'one'), target: '/usr/local/bin/one'}, {source: join(directory, 'big'), target: '/opt/big', mode: 0o600}]
    return [
      {
        ref: 'registry.example/one:v1',
        arch: 'arm64',
        layers: [base, {files}],
        entrypoint: ['/usr/local/bin/one'],
        cmd: ['--help'],
        env: ['A=b'],
        labels: {z: '1', a: '2'},
      },
      {ref: 'registry.example/other:v1', arch: 'amd64', layers: [base]},
    ]
  }

  it('holds what was put in', async () => {
    await writeImageArchive(join(directory, 'images.tar'), images())
    const archive = await read(join(directory, 'images.tar'))
    const manifest = JSON.parse(archive.get('manifest.json')?.content.toString() ?? '') as {Config: string; RepoTags: string[]; Layers: string[]}[]
    assert.deepEqual(manifest.map(({RepoTags}) => RepoTags), [['registry.example/one:v1'], ['registry.example/other:v1']])
    const [one] = manifest
    const text = archive.get(one?.Config ?? '')?.content ?? Buffer.of()
    assert.equal(one?.Config, `blobs/sha256/${sha256(text)}`)
    const config = JSON.parse(text.toString()) as Record<string, {[name: string]: unknown}>
    assert.equal(config['architecture'], 'arm64')
    assert.deepEqual(config['config'], {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'A=b'],
      Entrypoint: ['/usr/local/bin/one'],
      Cmd: ['--help'],
      Labels: {a: '2', z: '1'},
    })
    const layers = (one?.Layers ?? []).map((name) => archive.get(name)?.content ?? Buffer.of())
    assert.deepEqual(config['rootfs']?.['diff_ids'], layers.map((layer) => `sha256:${sha256(layer)}`))
    await writeFile(join(directory, 'layer.tar'), layers[1] ?? '')
    const layer = await read(join(directory, 'layer.tar'))
    assert.deepEqual([...layer.keys()], ['opt/', 'usr/', 'usr/local/', 'usr/local/bin/', 'opt/big', 'usr/local/bin/one'])
    assert.equal(layer.get('usr/local/bin/one')?.content.toString(), 'ONE')
    assert.equal(layer.get('opt/big')?.content.length, 3_000_000)
    assert.deepEqual([...layer.values()].map(({header}) => header.mode), [0o755, 0o755, 0o755, 0o755, 0o600, 0o755])
    for (const {header} of layer.values()) assert.deepEqual([header.mtime?.getTime(), header.uid, header.gid], [0, 0, 0])
  })

  it('is an OCI layout over the same blobs, with names that need no more', async () => {
    const [one, other] = images()
    await writeImageArchive(join(directory, 'images.tar'), [one!, {...other!, ref: 'other'}])
    const archive = await read(join(directory, 'images.tar'))
    const json = (name: string) => JSON.parse(archive.get(name)?.content.toString() ?? '') as Record<string, unknown>
    assert.deepEqual(json('oci-layout'), {imageLayoutVersion: '1.0.0'})
    const {manifests} = json('index.json') as {manifests: {digest: string; size: number; platform: object; annotations: object}[]}
    assert.deepEqual(manifests.map(({annotations, platform}) => [annotations, platform]), [
      [{'io.containerd.image.name': 'registry.example/one:v1', 'org.opencontainers.image.ref.name': 'v1'}, {architecture: 'arm64', os: 'linux'}],
      [{'io.containerd.image.name': 'docker.io/library/other:latest', 'org.opencontainers.image.ref.name': 'latest'}, {architecture: 'amd64', os: 'linux'}],
    ])
    const docker = json('manifest.json') as unknown as {Config: string; Layers: string[]}[]
    for (const [i, {digest, size}] of manifests.entries()) {
      const manifest = json(blob(digest)) as {config: {digest: string}; layers: {digest: string}[]}
      assert.equal(archive.get(blob(digest))?.content.length, size)
      assert.deepEqual([blob(manifest.config.digest), manifest.layers.map((layer) => blob(layer.digest))], [docker[i]?.Config, docker[i]?.Layers])
    }
    for (const [name, {header, content}] of archive) if (name.startsWith('blobs/sha256/') && header.type === 'file') assert.equal(name, `blobs/sha256/${sha256(content)}`)
  })

  it('stores a shared layer once', async () => {
    await writeImageArchive(join(directory, 'images.tar'), images())
    const archive = await read(join(directory, 'images.tar'))
    const files = [...archive.values()].filter(({header}) => header.type === 'file' && header.name.startsWith('blobs/'))
    // Two layers, a configuration and a manifest for each image.
    assert.equal(files.length, 2 + 2 + 2)
  })

  it('has the same bytes whenever it is written', async () => {
    await writeImageArchive(join(directory, 'first.tar'), images())
    await utimes(join(directory, 'one'), new Date(1), new Date(1))
    await chmod(join(directory, 'one'), 0o400)
    const turned = images().map((image) => {
      const layers = image.layers.map((layer) => ('files' in layer ? {files: layer.files.toReversed()} : layer))
      return {...image, layers}
    })
    await writeImageArchive(join(directory, 'second.tar'), turned)
    assert.equal(sha256(await readFile(join(directory, 'first.tar'))), sha256(await readFile(join(directory, 'second.tar'))))
  })

  it('fails when a file is not there', async () => {
    const missing = [{ref: 'a:b', arch: 'amd64' as const, layers: [{files: [{source: join(directory, 'none'), target: '/none'}]}]}]
    await assert.rejects(writeImageArchive(join(directory, 'images.tar'), missing), {code: 'ENOENT'})
  })

  it('fails when it cannot be written', async () => {
    await assert.rejects(writeImageArchive(join(directory, 'none', 'images.tar'), images()), {code: 'ENOENT'})
  })
})

describe('the full name of an image', () => {
  const NAMES: readonly (readonly [given: string, full: string])[] = [
    ['debian', 'docker.io/library/debian:latest'],
    ['debian:12', 'docker.io/library/debian:12'],
    ['kina/node:v1', 'docker.io/kina/node:v1'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    ['localhost/a/b', 'localhost/a/b:latest'],
    ['registry:5000/a', 'registry:5000/a:latest'],
    ['quay.io/a@sha256:0123', 'quay.io/a@sha256:0123'],
    ['quay.io/a:v1@sha256:0123', 'quay.io/a:v1@sha256:0123'],
  ]
  for (const [given, full] of NAMES) it(`of ${given} is ${full}`, () => assert.equal(fullImageName(given), full))

  it('has a tag only where one stands', () => {
    assert.deepEqual(['registry:5000/a', 'a:v1@sha256:01', 'a@sha256:01', 'registry:5000/a:v2'].map(tagOf), [undefined, 'v1', undefined, 'v2'])
  })
})

const blob = (digest: string) => digest.replace('sha256:', 'blobs/sha256/')

async function read(path: string): Promise<Map<string, {header: Header; content: Buffer}>> {
  const entries = new Map<string, {header: Header; content: Buffer}>()
  const reading = extract()
  const done = pipeline(createReadStream(path), reading)
  for await (const entry of reading) entries.set(entry.header.name, {header: entry.header, content: await buffer(entry)})
  await done
  return entries
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
