import assert from 'node:assert/strict'
import {stat} from 'node:fs/promises'
import {join} from 'node:path'
import type {LoadOutcome} from '../../src/image-file/load.js'
import type {SaveOutcome} from '../../src/image-file/save.js'
import {hostArch} from '../../src/node-image/arch.js'
import {addImage, REF} from '../image-file/stores.js'
import {registeredFake, withUser} from './kina.js'

describe('kina image save and load', () => {
  it('say what they saved and loaded, and what to do with it', () =>
    withUser(['fake-runtime'], async ({home, kina}) => {
      await addImage(await registeredFake())
      const file = join(home, 'node.tar.zst')
      const saved = await kina(['image', 'save', REF, '-o', file])
      assert.equal(saved.exitCode, 0, saved.stderr)
      assert.match(saved.stdout, new RegExp(`^Saved ${REF} in ${file} \\(\\d+ B\\)\\. On the other machine: kina image load ${file}\\n$`))
      const fake = await registeredFake()
      const loaded = await kina(['image', 'load', file])
      assert.equal(loaded.exitCode, 0, loaded.stderr)
      assert.match(loaded.stdout, new RegExp(`^Loaded ${REF} into fake: Kubernetes v1\\.31\\.0, ${hostArch()}, 1\\.1 GB\\.\\nUse it: kina cluster create.*\\n$`))
      assert.ok(fake.world.images.has(REF))
      const {stdout} = await kina(['image', 'list'])
      assert.match(stdout, new RegExp(`${REF} .* yes +fake`))
    }))

  it('give the same as JSON', () =>
    withUser(['fake-runtime'], async ({home, kina}) => {
      await addImage(await registeredFake())
      const file = join(home, 'node.tar')
      const saved = JSON.parse((await kina(['image', 'save', REF, '-o', file, '--json'])).stdout) as SaveOutcome
      assert.deepEqual(saved, {ref: REF, kubernetes: 'v1.31.0', arch: hostArch(), runtime: 'fake', file, size: (await stat(file)).size})
      const {runtime, images} = JSON.parse((await kina(['image', 'load', file, '--json'])).stdout) as LoadOutcome
      assert.deepEqual([runtime, images.map(({ref, own, current, arch}) => [ref, own, current, arch])], ['fake', [[REF, true, true, hostArch()]]])
    }))

  it('are told what is wrong, as JSON too', () =>
    withUser(['fake-runtime'], async ({home, kina}) => {
      await addImage(await registeredFake(), {ref: 'kina/node:old', inputs: '0123456789abcdef'})
      const missing = await kina(['image', 'save', 'kina/node:none', '-o', join(home, 'x')])
      assert.equal(missing.exitCode, 1)
      assert.match(missing.stderr, /The image kina\/node:none is not in the store of fake\.\nCode: E_IMAGE_MISSING\n[^]*kina image list/)
      const both = await kina(['image', 'save', '-o', '-', '--json'])
      assert.equal(both.exitCode, 2)
      const twice = await kina(['image', 'save', 'a:b', '--kubernetes', 'v1.31.0', '-o', 'x'])
      assert.match(twice.stderr, /--kubernetes is about kina’s own image, and another is named\./)
      const none = await kina(['image', 'load', join(home, 'none'), '--json'])
      assert.equal(none.exitCode, 2)
      assert.equal((JSON.parse(none.stdout) as {error: {code: string}}).error.code, 'E_IMAGE_ARCHIVE')
      const file = join(home, 'old.tgz')
      await kina(['image', 'save', 'kina/node:old', '-o', file])
      const {stdout} = await kina(['image', 'load', file])
      assert.match(stdout, /This kina would make another one of v1\.31\.0, so it has to be named: kina cluster create --image kina\/node:old\n$/)
    }))
})
