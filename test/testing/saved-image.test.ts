import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {buffer} from 'node:stream/consumers'
import {gzipSync} from 'node:zlib'
import {pack} from 'tar-stream'
import {writeImageArchive} from '../../src/node-image/image-archive.js'
import {savedImage} from '../../src/testing/image-builder/saved-image.js'
import {fakeContext, fakeRuntime} from '../../src/testing/index.js'

describe('what the suites read of a saved image', () => {
  it('is in a layout whose index names an index, with platforms that were not saved', async () => {
    const layer = gzipSync(await tar([['etc/hello', 'hello']]))
    const config = Buffer.from(JSON.stringify({architecture: 'arm64'}))
    const manifest = Buffer.from(JSON.stringify({config: named(config), layers: [named(layer)]}))
    const index = Buffer.from(JSON.stringify({manifests: [named(Buffer.from('not saved')), named(manifest)]}))
    const archive = await tar([['index.json', JSON.stringify({manifests: [named(index)]})], ...[layer, config, manifest, index].map((content) => [`blobs/sha256/${sha256(content)}`, content] as const)])
    const image = await savedImage(storeOf(archive), 'x', fakeContext())
    assert.deepEqual([image.architecture, image.files.get('/etc/hello')?.content], ['arm64', 'hello'])
  })

  it('is missed when nothing of it was saved', async () => {
    const archive = await tar([['index.json', JSON.stringify({manifests: [named(Buffer.from('gone'))]})]])
    await assert.rejects(savedImage(storeOf(archive), 'x', fakeContext()), /has nothing of what its index names/)
  })

  it('is in an archive of core’s own, which a fake store loads under its name', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kina-saved-'))
    try {
      const file = join(directory, 'image.tar')
      await writeFile(join(directory, 'hello'), 'hello')
      await writeImageArchive(file, [{ref: 'kina/x:v1', arch: 'amd64', layers: [{files: [{source: join(directory, 'hello'), target: '/hello'}]}]}])
      assert.equal((await savedImage(storeOf(await readFile(file)), 'kina/x:v1', fakeContext())).files.get('/hello')?.content, 'hello')
      const {backend} = fakeRuntime()
      await backend.images.load(file, fakeContext())
      assert.match((await backend.images.inspect('kina/x:v1', fakeContext()))?.id ?? '', /^[0-9a-f]{64}$/)
    } finally {
      await rm(directory, {recursive: true, force: true})
    }
  })
})

function storeOf(archive: Uint8Array) {
  return {...fakeRuntime().backend.images, save: async (_refs: readonly string[], _ctx: unknown, write: (chunk: Uint8Array) => void | Promise<void>) => void (await write(archive))}
}

async function tar(files: readonly (readonly [name: string, content: string | Buffer])[]): Promise<Buffer> {
  const archive = pack()
  for (const [name, content] of files) archive.entry({name}, Buffer.from(content))
  archive.finalize()
  return buffer(archive)
}

function named(content: Buffer): {digest: string} {
  return {digest: `sha256:${sha256(content)}`}
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
