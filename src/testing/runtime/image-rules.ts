import assert from 'node:assert/strict'
import {randomBytes} from 'node:crypto'
import {createWriteStream} from 'node:fs'
import {rm} from 'node:fs/promises'
import {once} from 'node:events'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {finished} from 'node:stream/promises'
import type {Rule} from '../suite/rule.js'
import type {Bench} from './bench.js'

const ABSENT = 'kina/conformance-no-such-image:v0'

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
      title: 'images.load takes what images.save gave, with its name',
      async hold() {
        const {images} = await backend()
        const file = join(tmpdir(), `kina-conformance-${randomBytes(4).toString('hex')}.tar`)
        try {
          const output = createWriteStream(file)
          await images.save([image], ctx(), async (chunk) => void (output.write(chunk) || (await once(output, 'drain'))))
          await finished(output.end())
          const before = await images.inspect(image, ctx())
          await images.load(file, ctx())
          assert.equal((await images.inspect(image, ctx()))?.id, before?.id)
        } finally {
          await rm(file, {force: true})
        }
      },
    },
  ]
}
