import assert from 'node:assert/strict'
import {createWriteStream} from 'node:fs'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {once} from 'node:events'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {finished} from 'node:stream/promises'
import {writeImageArchive} from '../../node-image/image-archive.js'
import type {Rule} from '../suite/rule.js'
import type {Bench} from './bench.js'

const ABSENT = 'kina/conformance-no-such-image:v0'
const LOADED = 'kina/conformance-loaded:v1'

/** The image store, without a registry. */
export function imageRules({backend, ctx, image}: Bench): Rule[] {
  return [
    {
      title: 'images.inspect gives null for an image that is not there, and names an image as the user does',
      async hold() {
        const {images} = await backend()
        assert.equal(await images.inspect(ABSENT, ctx()), null)
        const stored = await images.inspect(image, ctx())
        assert.ok(stored, `${image} is not there`)
        assert.ok(stored.names.includes(image), `${JSON.stringify(stored.names)} lacks ${image}`)
        assert.equal(new Date(stored.created).toISOString(), stored.created)
        assert.ok(stored.size > 0)
      },
    },
    {
      title: 'images.list agrees with images.inspect',
      async hold() {
        const {images} = await backend()
        const listed = (await images.list(ctx())).find(({names}) => names.includes(image))
        assert.deepEqual(listed, await images.inspect(image, ctx()))
      },
    },
    {
      title: 'images.remove of an image that is not there is no error',
      async hold() {
        await (await backend()).images.remove(ABSENT, ctx())
      },
    },
    {
      title: 'images.save rejects for an image that is not there',
      async hold() {
        await assert.rejects((await backend()).images.save([ABSENT], ctx(), () => {}))
      },
    },
    {
      title: 'images.load brings in an archive with its tag, and images.remove takes the tag away',
      hold: () =>
        withFile(async (file) => {
          const {images} = await backend()
          const content = `${file}.txt`
          await writeFile(content, 'loaded\n')
          await writeImageArchive(file, [{ref: LOADED, arch: process.arch === 'arm64' ? 'arm64' : 'amd64', layers: [{files: [{source: content, target: '/loaded'}]}]}])
          await images.load(file, ctx())
          assert.ok((await images.inspect(LOADED, ctx()))?.names.includes(LOADED), `${LOADED} was loaded, and is not there`)
          await images.remove(LOADED, ctx())
          assert.equal(await images.inspect(LOADED, ctx()), null, `${LOADED} was removed, and is there`)
        }),
    },
    {
      title: 'images.load takes what images.save gave, with its name',
      hold: () =>
        withFile(async (file) => {
          const {images} = await backend()
          const output = createWriteStream(file)
          await images.save([image], ctx(), async (chunk) => void (output.write(chunk) || (await once(output, 'drain'))))
          await finished(output.end())
          const before = await images.inspect(image, ctx())
          await images.load(file, ctx())
          assert.equal((await images.inspect(image, ctx()))?.id, before?.id)
        }),
    },
  ]
}

async function withFile(use: (file: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'kina-conformance-'))
  try {
    await use(join(directory, 'image.tar'))
  } finally {
    await rm(directory, {recursive: true, force: true})
  }
}
