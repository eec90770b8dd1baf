import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import {Readable} from 'node:stream'
import {buffer} from 'node:stream/consumers'
import {gzipSync, zstdCompressSync} from 'node:zlib'
import {pack} from 'tar-stream'
import {surveyArchive} from '../../src/image-file/archive-survey.js'
import {imagesInArchive} from '../../src/image-file/images-in-archive.js'

type Files = Record<string, string | Buffer | {readonly link: string; readonly type?: 'symlink' | 'link'}>

const LAYER = Buffer.alloc(5000, 'layer')
const GZIPPED = gzipSync(LAYER)
const sum = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')
const configOf = (architecture: string, layers = 1) => JSON.stringify({architecture, os: 'linux', config: {Labels: {a: 'b'}}, rootfs: {type: 'layers', diff_ids: Array(layers).fill(`sha256:${sum(LAYER)}`)}})
const CONFIG = configOf('amd64')

describe('images in an archive', () => {
  it('are found as Docker saved them before 25.0: layers in folders, a second one as a link', async () => {
    const config = configOf('amd64', 2)
    const found = await read({
      [`${sum(config)}.json`]: config,
      'aaaa/layer.tar': LAYER,
      'aaaa/json': '{}',
      'bbbb/layer.tar': {link: '../aaaa/layer.tar'},
      'manifest.json': JSON.stringify([{Config: `${sum(config)}.json`, RepoTags: ['kina/node:1', 'kina/node:2'], Layers: ['aaaa/layer.tar', 'bbbb/layer.tar']}]),
      'repositories': '{}',
    })
    assert.deepEqual(found.map(({names, architecture, labels, manifest, layers}) => [names, architecture, labels, manifest, layers.map(({file, mediaType}) => [file.name, mediaType])]), [
      [['kina/node:1', 'kina/node:2'], 'amd64', {a: 'b'}, undefined, Array(2).fill(['aaaa/layer.tar', 'application/vnd.oci.image.layer.v1.tar'])],
    ])
  })

  it('are found as Podman saves them: layers by digest, with compression or not', async () => {
    for (const [layer, type] of [[LAYER, 'tar'], [GZIPPED, 'tar+gzip'], [zstdCompressSync(LAYER), 'tar+zstd']] as const) {
      const [found] = await read({
        [`${sum(layer)}.tar`]: layer,
        [`${sum(CONFIG)}.json`]: CONFIG,
        'manifest.json': JSON.stringify([{Config: `${sum(CONFIG)}.json`, RepoTags: ['localhost/kina/node:1'], Layers: [`${sum(layer)}.tar`]}]),
      })
      assert.equal(found?.layers[0]?.mediaType, `application/vnd.oci.image.layer.v1.${type}`)
    }
  })

  it('are found in a layout; of several architectures the one for this machine, never an attestation', async () => {
    const arm = layout('arm64')
    const amd = layout('amd64')
    const attestation = layout('unknown')
    const inner = JSON.stringify({manifests: [{...attestation.descriptor, platform: {os: 'unknown', architecture: 'unknown'}}, {...arm.descriptor, platform: {os: 'linux', architecture: 'arm64'}}, {...amd.descriptor, platform: {os: 'linux', architecture: 'amd64'}}]})
    const files = {...arm.files, ...amd.files, ...attestation.files, [`blobs/sha256/${sum(inner)}`]: inner, 'index.json': index(inner, {'io.containerd.image.name': 'docker.io/kina/node:1'})}
    for (const [prefer, expected] of [['amd64', 'amd64'], ['arm64', 'arm64'], ['s390x', 'arm64']] as const) {
      const [found] = await read(files, prefer)
      assert.deepEqual([found?.architecture, found?.names], [expected, ['docker.io/kina/node:1']])
      assert.equal(found?.layers[0]?.mediaType, 'application/vnd.oci.image.layer.v1.tar+gzip')
      assert.equal(found?.manifest?.digest, expected === 'arm64' ? arm.digest : amd.digest)
    }
  })

  const {files, digest} = layout('amd64')
  const good: Files = {...files, 'index.json': index(String(files[`blobs/sha256/${digest}`]), {})}
  const WRONG: readonly (readonly [title: string, files: Files, message: RegExp])[] = [
    ['nothing', {}, /^it has no files$/],
    ['files of another kind', {'a/package.json': '{}', b: 'b', c: 'c', d: 'd'}, /^it has neither index\.json nor manifest\.json, but a\/package\.json, b, c …$/],
    ['a layer that is missing', without(good, `blobs/sha256/${sum(GZIPPED)}`), /^blobs\/sha256\/[0-9a-f]{64} is missing in it$/],
    ['a layer that was changed', {...good, [`blobs/sha256/${sum(GZIPPED)}`]: Buffer.from(GZIPPED).fill(0, 20, 21)}, /in it should have the SHA-256 sum [0-9a-f]{64}, and has [0-9a-f]{64} \(\d+ bytes\)$/],
    ['a configuration that was changed', {...good, [`blobs/sha256/${sum(CONFIG)}`]: `${CONFIG} `}, /should have the SHA-256 sum/],
    ['a manifest that was changed', {...good, [`blobs/sha256/${digest}`]: '{"config":{},"layers":[]}'}, /should have the SHA-256 sum/],
    ['a docker-archive whose layer was changed', docker({'layer.tar': Buffer.from(LAYER).fill('x', 0, 1)}), /^layer\.tar in it should have the SHA-256 sum/],
    ['a docker-archive whose configuration was changed', docker({[`${sum(CONFIG)}.json`]: configOf('arm64')}), /should have the SHA-256 sum/],
    ['a docker-archive with fewer layers than its image', docker({'manifest.json': JSON.stringify([{Config: `${sum(CONFIG)}.json`, RepoTags: null, Layers: []}])}), /^an image in it has 0 layers, and its configuration 1$/],
    ['something else as the configuration', docker({'x.json': '{}', 'manifest.json': JSON.stringify([{Config: 'x.json', RepoTags: null, Layers: []}])}), /^x\.json is not the configuration of an image$/],
  ]
  for (const [title, wrong, message] of WRONG) it(`are refused for ${title}`, () => assert.rejects(read(wrong), {message}))

  it('are refused in what is cut off', async () => {
    const tar = await tarOf(good)
    for (const length of [100, 700, tar.length / 2, tar.length - 2000]) await assert.rejects(async () => imagesInArchive(await survey(tar.subarray(0, Math.floor(length))), 'amd64'))
  })
})

/** An image with one gzipped layer: blobs by path, and how an index names it. */
function layout(architecture: string) {
  const config = configOf(architecture)
  const manifest = JSON.stringify({schemaVersion: 2, config: {digest: `sha256:${sum(config)}`, size: config.length}, layers: [{mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: `sha256:${sum(GZIPPED)}`, size: GZIPPED.length}]})
  const files: Files = {'oci-layout': '{"imageLayoutVersion":"1.0.0"}', [`blobs/sha256/${sum(config)}`]: config, [`blobs/sha256/${sum(GZIPPED)}`]: GZIPPED, [`blobs/sha256/${sum(manifest)}`]: manifest}
  return {digest: sum(manifest), files, descriptor: {digest: `sha256:${sum(manifest)}`, size: manifest.length}}
}

function index(document: string, annotations: object): string {
  return JSON.stringify({schemaVersion: 2, manifests: [{digest: `sha256:${sum(document)}`, size: document.length, annotations}]})
}

function docker(changed: Files): Files {
  return {'layer.tar': LAYER, [`${sum(CONFIG)}.json`]: CONFIG, 'manifest.json': JSON.stringify([{Config: `${sum(CONFIG)}.json`, RepoTags: ['a:1'], Layers: ['layer.tar']}]), ...changed}
}

function without(files: Files, name: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([other]) => other !== name))
}

async function tarOf(files: Files): Promise<Buffer> {
  const tar = pack()
  const all = buffer(tar as unknown as AsyncIterable<Uint8Array>)
  for (const [name, content] of Object.entries(files)) {
    if (typeof content === 'string' || Buffer.isBuffer(content)) tar.entry({name}, content)
    else tar.entry({name, type: content.type ?? 'symlink', linkname: content.link})
  }
  tar.finalize()
  return all
}

const survey = (tar: Buffer) => surveyArchive(Readable.from([tar]), new AbortController().signal)

async function read(files: Files, prefer = 'amd64') {
  return imagesInArchive(await survey(await tarOf(files)), prefer)
}
