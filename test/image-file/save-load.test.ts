import assert from 'node:assert/strict'
import {randomBytes} from 'node:crypto'
import {createReadStream} from 'node:fs'
import {mkdtemp, readdir, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {PassThrough} from 'node:stream'
import {buffer} from 'node:stream/consumers'
import {gunzipSync, zstdDecompressSync} from 'node:zlib'
import type {App} from '../../src/app.js'
import type {KinaError} from '../../src/errors.js'
import {loadImages} from '../../src/image-file/load.js'
import {saveImage} from '../../src/image-file/save.js'
import {listNodeImages} from '../../src/node-image/list.js'
import {hostArch} from '../../src/node-image/arch.js'
import type {FakeRuntime} from '../../src/testing/index.js'
import {fakeRuntime} from '../../src/testing/index.js'
import {quietStep, withApp} from '../cluster/test-app.js'
import {addImage, REF, SIZE, storeWith} from './stores.js'

describe('a node image as one file', () => {
  let directory = ''
  beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'kina-image-file-'))))
  afterEach(() => rm(directory, {recursive: true, force: true}))

  const save = (app: App, name: string, more = {}) => saveImage(app, {output: join(directory, name), ...more}, quietStep)
  const load = (app: App, name: string, more = {}) => loadImages(app, {input: join(directory, name), ...more}, quietStep)

  for (const name of ['node.tar', 'node.tar.gz', 'node.tar.zst']) {
    it(`goes from one store to another by way of ${name}, and is up to date there`, async () => {
      const [one, other] = [await storeWith(), fakeRuntime({name: 'other'})]
      await withApp({runtimes: [one, other]}, async (app) => {
        const saved = await save(app, name, {runtime: 'fake'})
        const {size} = await stat(join(directory, name))
        assert.deepEqual(saved, {ref: REF, kubernetes: 'v1.31.0', arch: hostArch(), runtime: 'fake', file: join(directory, name), size})
        const loaded = await load(app, name, {runtime: 'other'})
        const {id} = other.world.images.get(REF)!
        assert.match(id, /^[0-9a-f]{64}$/)
        assert.deepEqual(loaded, {runtime: 'other', images: [{ref: REF, id, own: true, kubernetes: 'v1.31.0', arch: hostArch(), current: true, size: SIZE}]})
        assert.deepEqual(other.world.contents.get(id)?.files, one.world.contents.get('image-0')?.files)
        const {images} = await listNodeImages(app)
        assert.deepEqual(images.map(({runtime, current}) => [runtime, current]), [['fake', true], ['other', true]])
        assert.deepEqual(await readdir(directory), [name])
        assert.deepEqual(await readdir(join(app.cacheRoot, 'build')), [])
      })
    })
  }

  it('is the same tar, whatever it is compressed with, and whichever store it has been through', async () => {
    const [one, other] = [await storeWith({content: randomBytes(6_000_000).toString('base64')}), fakeRuntime({name: 'other'})]
    await withApp({runtimes: [one, other]}, async (app) => {
      for (const name of ['a.tar', 'a.tgz', 'a.tar.zst']) await save(app, name, {runtime: 'fake'})
      const tar = await readFile(join(directory, 'a.tar'))
      assert.ok(gunzipSync(await readFile(join(directory, 'a.tgz'))).equals(tar))
      assert.ok(zstdDecompressSync(await readFile(join(directory, 'a.tar.zst'))).equals(tar))
      await load(app, 'a.tar', {runtime: 'other'})
      const first = other.world.images.get(REF)!.id
      await save(app, 'b.tar', {runtime: 'other'})
      await load(app, 'b.tar', {runtime: 'other'})
      assert.equal(other.world.images.get(REF)!.id, first)
    })
  })

  it('goes through pipes', async () => {
    const [one, other] = [await storeWith(), fakeRuntime({name: 'other'})]
    await withApp({runtimes: [one, other]}, async (app) => {
      const output = new PassThrough()
      const [{file, size}, bytes] = await Promise.all([saveImage(app, {output, runtime: 'fake'}, quietStep), buffer(output)])
      assert.deepEqual([file, size], [null, bytes.length])
      await writeFile(join(directory, 'piped'), bytes)
      await loadImages(app, {input: createReadStream(join(directory, 'piped')), runtime: 'other'}, quietStep)
      assert.ok(other.world.images.has(REF))
    })
  })

  it('keeps what was in its place until it is whole, and leads on where a link leads', async () => {
    const one = await storeWith()
    await withApp({runtimes: [one]}, async (app) => {
      await writeFile(join(directory, 'node.tar'), 'old')
      await symlink('node.tar', join(directory, 'link.tar'))
      await assert.rejects(save(app, 'node.tar', {image: 'kina/other:1'}), {code: 'E_IMAGE_MISSING'})
      one.backend.images.save = async (_refs, _ctx, write) => (await write(Buffer.from('cut')), Promise.reject(new Error('died')))
      await assert.rejects(save(app, 'link.tar'), /died/)
      assert.equal(await readFile(join(directory, 'node.tar'), 'utf8'), 'old')
      assert.deepEqual((await readdir(directory)).sort(), ['link.tar', 'node.tar'])
    })
    await withApp({runtimes: [await storeWith()]}, async (app) => {
      await save(app, 'link.tar')
      assert.deepEqual((await readdir(directory)).sort(), ['link.tar', 'node.tar'])
      assert.ok((await stat(join(directory, 'node.tar'))).size > 1000)
    })
  })

  it('is written whole or not at all when interrupted; what a kill has left is removed by the next', async () => {
    const abort = new AbortController()
    await writeFile(join(directory, '.node.tar.gz.kina-2147483646'), 'left')
    await withApp({runtimes: [await storeWith()], signal: abort.signal}, async (app) => {
      const step: typeof quietStep = async (id, _title, work) => work(() => id === 'write' && abort.abort(new Error('Ctrl-C')))
      await assert.rejects(saveImage(app, {output: join(directory, 'node.tar.gz')}, step))
      assert.deepEqual(await readdir(directory), [])
      assert.deepEqual(await readdir(join(app.cacheRoot, 'build')), [])
    })
  })

  it('is not written where it cannot be, and says why', async function () {
    await withApp({runtimes: [await storeWith()]}, async (app) => {
      await assert.rejects(save(app, 'none/node.tar'), {code: 'E_FILE_UNWRITABLE', message: /node\.tar cannot be written: ENOENT/})
      await assert.rejects(save(app, ''), {code: 'E_FILE_UNWRITABLE', exit: 2, message: /is a directory/})
      if (process.platform === 'linux') await assert.rejects(saveImage(app, {output: '/dev/full'}, quietStep), {code: 'E_FILE_UNWRITABLE', message: /there is no room/})
    })
  })

  it('takes the place of an older image of its name, which goes unless a cluster runs on it', async () => {
    const [one, other] = [await storeWith({content: 'new\n'}), await storeWith({inputs: '0123456789abcdef'}, {name: 'other'})]
    const old = other.world.images.get(REF)!.id
    const removed: string[] = []
    const {remove} = other.backend.images
    other.backend.images.remove = async (ref, ctx) => (removed.push(ref), remove(ref, ctx))
    await withApp({runtimes: [one, other]}, async (app) => {
      await save(app, 'node.tar', {runtime: 'fake'})
      const {images} = await load(app, 'node.tar', {runtime: 'other'})
      assert.equal(images[0]?.current, true)
      assert.deepEqual(removed, [old])
    })
  })

  it('says when this kina would make another one, and when nobody knows what it is', async () => {
    const one = await storeWith({inputs: '0123456789abcdef'})
    const plain = fakeRuntime({name: 'plain', images: ['example.org/app:1']})
    await withApp({runtimes: [one, plain, fakeRuntime({name: 'other'})]}, async (app) => {
      await save(app, 'old.tar', {runtime: 'fake'})
      const [old] = (await load(app, 'old.tar', {runtime: 'other'})).images
      assert.deepEqual([old?.own, old?.current], [true, false])
      if (hostArch() !== 'amd64') return
      await save(app, 'app.tar', {runtime: 'plain', image: 'example.org/app:1'})
      const [app1] = (await load(app, 'app.tar', {runtime: 'other'})).images
      assert.deepEqual([app1?.ref, app1?.own, app1?.kubernetes], ['example.org/app:1', false, ''])
    })
  })

  it('is refused for another architecture, with what was found', async () => {
    const foreign = hostArch() === 'arm64' ? 'amd64' : 'arm64'
    const [one, other] = [await storeWith({architecture: foreign}), fakeRuntime({name: 'other'})]
    await withApp({runtimes: [one, other]}, async (app) => {
      assert.equal((await save(app, 'node.tar', {runtime: 'fake'})).arch, foreign)
      await assert.rejects(load(app, 'node.tar', {runtime: 'other'}), ({code, exit, message}: KinaError) => {
        assert.deepEqual([code, exit], ['E_IMAGE_ARCHIVE', 2])
        assert.ok(message.endsWith(`is not for this machine, whose nodes are ${hostArch()}: ${REF} is ${foreign}.`), message)
        return true
      })
      assert.equal(other.world.images.size, 0)
    })
  })

  it('is not saved when the store gives half of it', async () => {
    const one = await storeWith()
    const {save: whole} = one.backend.images
    one.backend.images.save = async (refs, ctx, write) => whole(refs, ctx, async (chunk) => write(chunk.subarray(0, chunk.length / 2)))
    await addImage(one, {ref: 'kina/b:1'})
    await withApp({runtimes: [one]}, async (app) => {
      await assert.rejects(save(app, 'node.tar'), {code: 'E_IMAGE_ARCHIVE', message: /^What fake saved of kina\/node:v1\.31\.0 is not whole: /})
      assert.deepEqual(await readdir(directory), [])
    })
  })
})
