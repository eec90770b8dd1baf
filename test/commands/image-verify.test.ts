import assert from 'node:assert/strict'
import type {Verification} from '../../src/image-verify/verify.js'
import type {FakeRuntime} from '../../src/testing/index.js'
import {goodNode, type Change} from '../image-verify/good-node.js'
import {NODE_IMAGE} from '../node-image.js'
import {registeredFake, withUser} from './kina.js'

const OWN = 'kina/node:v1.31.0'

describe('kina image verify', () => {
  it('is 0 for a good image', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      const fake = await withImage()
      const {exitCode, stdout, stderr} = await kina(['image', 'verify', '--kubernetes', 'v1.31.0'])
      assert.equal(exitCode, 0, stderr)
      assert.match(stdout, /^ok +systemd +running, no failed unit\n(ok .*\n)+\nkina\/node:v1\.31\.0, Kubernetes v1\.31\.0: all \d+ checks passed\.\n$/)
      assert.match(stderr, /^\[ ok \] Node of kina\/node:v1\.31\.0/m)
      assert.deepEqual([...fake.world.nodes.keys()], [])
    }))

  it('is 1 when a check failed, as JSON too', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await withImage((line) => (line.startsWith('runc') ? 'runc version 1.0.0\n' : undefined))
      const text = await kina(['image', 'verify', OWN])
      assert.equal(text.exitCode, 1)
      assert.match(text.stdout, /^failed +runc +runc is v1\.0\.0; v1\.1\.12 goes with Kubernetes v1\.31\.0$/m)
      assert.match(text.stdout, /: 1 of \d+ checks failed\.\n$/)
      const json = await kina(['image', 'verify', OWN, '--json'])
      assert.equal(json.exitCode, 1)
      const {good, ref, checks} = JSON.parse(json.stdout) as Verification
      assert.deepEqual([good, ref, checks.filter(({status}) => status === 'failed').map(({id}) => id)], [false, OWN, ['runc']])
    }))

  it('says how to get kina’s own, the default, when it is not there, and pulls nothing', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      const fake = await registeredFake()
      fake.backend.images.pull = async () => assert.fail('pulled')
      const {exitCode, stderr} = await kina(['image', 'verify'])
      assert.equal(exitCode, 1)
      assert.ok(stderr.includes(`The image ${NODE_IMAGE} is not in the store of fake.\nCode: E_IMAGE_MISSING\n`), stderr)
      assert.match(stderr, /kina image verify --build builds it first\./)
    }))

  it('refuses to build an image that is given, and a version that it has no recipe for', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await withImage()
      for (const flags of [['--build'], ['--kubernetes', 'v1.31.0']]) {
        const {exitCode, stderr} = await kina(['image', 'verify', OWN, ...flags])
        assert.equal(exitCode, 2)
        assert.match(stderr, /--build and --kubernetes are about kina’s own image, and another is named\./)
      }
      assert.equal((await kina(['image', 'verify', '--kubernetes', 'v1.2.3'])).exitCode, 2)
    }))
})

/** kina's own image, of which nodes are good unless `change` breaks them. */
async function withImage(change?: Change): Promise<FakeRuntime> {
  const fake = await registeredFake({images: [OWN], exec: [goodNode(change)]})
  const labels = {'io.kina.inputs': '0123', 'io.kina.kubernetes': 'v1.31.0'}
  fake.world.images.set(OWN, {...fake.world.images.get(OWN)!, labels})
  return fake
}
