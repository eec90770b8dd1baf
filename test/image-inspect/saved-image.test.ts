import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import {Readable} from 'node:stream'
import {gzipSync, zstdCompressSync} from 'node:zlib'
import {pack, type Header} from 'tar-stream'
import {readSavedImage} from '../../src/image-inspect/saved-image.js'
import {mergedTree, treeDigest, treeLines} from '../../src/image-inspect/tree-digest.js'

type Entries = readonly (Partial<Header> & {readonly name: string; readonly content?: string | Buffer})[]

describe('image as a store saves it', () => {
  const lower: Entries = [
    {name: 'etc/', type: 'directory', mode: 0o755},
    {name: 'etc/kept', content: 'kept', mode: 0o600, uid: 7, gid: 8},
    {name: 'etc/gone', content: 'gone'},
    {name: 'etc/hosts', content: 'a builder’s own'},
    {name: 'old/', type: 'directory', mode: 0o755},
    {name: 'old/file', content: 'old'},
    {name: 'copy', type: 'link', linkname: 'etc/kept'},
    {name: 'link', type: 'symlink', linkname: 'etc/kept', mode: 0o777},
  ]
  const upper: Entries = [
    {name: './etc/.wh.gone', content: ''},
    {name: './old/.wh..wh..opq', content: ''},
    {name: './old/new', content: 'new'},
    {name: './etc/empty', content: ''},
  ]

  it('gives its layers in order, and the files asked for, whatever the form', async () => {
    const layers = await Promise.all([lower, upper].map(tar))
    const digests = layers.map((layer) => `sha256:${sha256(layer)}`)
    for (const [form, archive] of Object.entries(await forms(layers))) {
      const image = await readSavedImage(Readable.from(chunks(archive)), ['old/new', 'etc/empty', 'etc/none'])
      assert.deepEqual(image.layers.map(({digest}) => digest), digests, form)
      assert.deepEqual(image.layers.map(({size}) => size), layers.map(({length}) => length), form)
      assert.deepEqual([...image.files].map(([path, content]) => [path, content.toString()]), [['old/new', 'new'], ['etc/empty', '']], form)
    }
  })

  it('has one digest over paths, modes, owners and contents, as the layers leave them, and over no times', async () => {
    const [first, later] = await Promise.all([lines([lower, upper]), lines([lower, upper], new Date(1e12))])
    assert.deepEqual(first, [
      ['copy', 'file', '600', '7:8', sha256('kept')],
      ['etc', 'directory', '755', '0:0', ''],
      ['etc/empty', 'file', '644', '0:0', sha256('')],
      ['etc/kept', 'file', '600', '7:8', sha256('kept')],
      ['link', 'symlink', '777', '0:0', 'etc/kept'],
      ['old', 'directory', '755', '0:0', ''],
      ['old/new', 'file', '644', '0:0', sha256('new')],
    ].map((line) => line.join('\t')))
    assert.equal(treeDigest(first), treeDigest(later))
    const changed = [...lower.slice(0, 1), {...lower[1]!, mode: 0o640}, ...lower.slice(2)]
    assert.notEqual(treeDigest(await lines([changed, upper])), treeDigest(first))
  })

  it('is told apart from one that is cut short', async () => {
    const [archive = Buffer.alloc(0)] = Object.values(await forms([await tar(lower)]))
    await assert.rejects(readSavedImage(Readable.from(chunks(archive.subarray(0, 1500)))))
    await assert.rejects(readSavedImage(Readable.from([])), /the saved image has no index\.json/)
  })

  async function lines(layers: readonly Entries[], mtime = new Date(0)): Promise<readonly string[]> {
    const [archive = Buffer.alloc(0)] = Object.values(await forms(await Promise.all(layers.map((layer) => tar(layer.map((entry) => ({...entry, mtime})))))))
    return treeLines(mergedTree((await readSavedImage(Readable.from(chunks(archive)))).layers))
  }
})

/** As Podman and newer Dockers, older Dockers, and registries' tools write an archive. */
async function forms(layers: readonly Buffer[]): Promise<Record<string, Buffer>> {
  const named = layers.map((layer) => ({name: `${sha256(layer)}.tar`, content: layer}))
  const docker = (paths: readonly string[]) => ({name: 'manifest.json', content: JSON.stringify([{Config: 'config.json', RepoTags: [], Layers: paths}])})
  const linked = named.flatMap(({name, content}, i) => [{name: `shared/${i}/layer.tar`, content}, {name: `${name}/layer.tar`, type: 'symlink' as const, linkname: `../shared/${i}/layer.tar`}])
  const oci = (packed: readonly Buffer[]) => {
    const descriptor = (blob: Buffer | string) => ({digest: `sha256:${sha256(blob)}`, size: blob.length})
    const manifest = JSON.stringify({layers: packed.map(descriptor)})
    const blobs = [...packed, manifest].map((content) => ({name: `blobs/sha256/${sha256(content)}`, content}))
    return tar([{name: 'oci-layout', content: '{}'}, ...blobs, {name: 'index.json', content: JSON.stringify({manifests: [descriptor(manifest)]})}])
  }
  return {
    docker: await tar([...named, {name: 'config.json', content: '{}'}, docker(named.map(({name}) => name))]),
    linked: await tar([...linked, docker(named.map(({name}) => `${name}/layer.tar`))]),
    gzip: await oci(layers.map((layer) => gzipSync(layer))),
    zstd: await oci(layers.map((layer) => zstdCompressSync(layer))),
  }
}

async function tar(entries: Entries): Promise<Buffer> {
  const archive = pack()
  for (const {content = '', ...header} of entries) archive.entry({mtime: new Date(0), ...header}, content)
  archive.finalize()
  const parts: Buffer[] = []
  for await (const part of archive) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** Cut where no boundary is. */
function* chunks(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 333) yield bytes.subarray(at, at + 333)
}

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex')
}
