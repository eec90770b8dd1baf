import assert from 'node:assert/strict'
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {KinaError} from '../../src/errors.js'
import {loadImages} from '../../src/image-file/load.js'
import {saveImage} from '../../src/image-file/save.js'
import {fakeRuntime} from '../../src/testing/index.js'
import {quietStep, withApp} from '../cluster/test-app.js'
import {storeWith} from './stores.js'

describe('a file that is no image, or not all of one', () => {
  let directory = ''
  const good = new Map<string, Buffer>()

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kina-image-file-'))
    await withApp({runtimes: [await storeWith()]}, async (app) => {
      for (const name of ['node.tar', 'node.tar.gz', 'node.tar.zst']) {
        await saveImage(app, {output: join(directory, name)}, quietStep)
        good.set(name, await readFile(join(directory, name)))
      }
    })
    await mkdir(join(directory, 'folder'))
  })
  after(() => rm(directory, {recursive: true, force: true}))

  const WRONG: readonly (readonly [title: string, content: () => Buffer | string | null, message: RegExp])[] = [
    ['is not there', () => null, /there is no such file\.$/],
    ['is empty', () => '', /it is empty\.$/],
    ['is a text', () => 'FROM debian:12-slim\n'.repeat(100), /: Invalid tar header/],
    ['is cut off', () => part('node.tar', 0.5), /: Unexpected end of data\.$/],
    ['is cut off, with gzip', () => part('node.tar.gz', 0.5), /: unexpected end of file\.$/],
    ['is cut off, with zstd', () => part('node.tar.zst', 0.5), /not all of it: /],
    ['has a changed byte, with gzip', () => changed('node.tar.gz'), /not all of it: /],
    ['has a changed byte, with zstd', () => changed('node.tar.zst'), /not all of it: /],
  ]
  for (const [title, content, message] of WRONG) {
    it(`is refused: it ${title}`, async () => {
      const path = join(directory, 'wrong')
      const text = content()
      if (text === null) await rm(path, {force: true})
      else await writeFile(path, text)
      await refused(path, message)
    })
  }

  it('is refused: it is a folder', () => refused(join(directory, 'folder'), /EISDIR/))

  async function refused(path: string, message: RegExp): Promise<void> {
    const fake = fakeRuntime()
    fake.backend.images.load = async () => assert.fail('loaded')
    await withApp({runtimes: [fake]}, async (app) => {
      await assert.rejects(loadImages(app, {input: path}, quietStep), (error: KinaError) => {
        assert.deepEqual([error.code, error.exit], ['E_IMAGE_ARCHIVE', 2])
        assert.ok(error.message.startsWith(`${path} is not the file of an image, or not all of it: `), error.message)
        assert.match(error.message, message)
        assert.equal(error.next.at(-1), 'Nothing was loaded.')
        return true
      })
    })
  }

  function part(name: string, share: number): Buffer {
    const whole = good.get(name)!
    return whole.subarray(0, Math.floor(whole.length * share))
  }

  function changed(name: string): Buffer {
    const whole = Buffer.from(good.get(name)!)
    const middle = Math.floor(whole.length / 2)
    return whole.fill(whole[middle]! ^ 0xff, middle, middle + 1)
  }
})
