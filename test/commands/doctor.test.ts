import assert from 'node:assert/strict'
import type {Diagnosis} from '../../src/preflight/doctor.js'
import {registeredFake, withUser} from './kina.js'

describe('kina doctor', () => {
  const {fetch} = globalThis
  // The servers of releases answer, so that nothing needs to be built here.
  before(() => void (globalThis.fetch = async () => new Response()))
  after(() => void (globalThis.fetch = fetch))

  it('is 1 without a runtime, and says what is missing', () =>
    withUser([], async ({kina}) => {
      const {exitCode, stdout} = await kina(['doctor'])
      assert.equal(exitCode, 1)
      assert.match(stdout, /^missing  Runtime podman /m)
      assert.match(stdout, /^\S+ +Disk /m)
      assert.match(stdout, /\nNot ready yet\. kina doctor --fix installs and sets what it can\.\n$/)
    }))

  it('says the same as JSON', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake({probe: {available: false, reason: 'there is no fake', fix: 'Pretend.', packages: {apt: ['fake']}}})
      const {exitCode, stdout} = await kina(['doctor', '--json'])
      assert.equal(exitCode, 1)
      const {healthy, results, done} = JSON.parse(stdout) as Diagnosis
      assert.deepEqual([healthy, done], [false, []])
      assert.deepEqual(results.find(({title}) => title === 'Runtime fake'), {title: 'Runtime fake', status: 'missing', detail: 'there is no fake', fix: 'Pretend.', packages: {apt: ['fake']}})
    }))

  it('is 0 when one runtime and its builder are there', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake()
      const {exitCode, stdout} = await kina(['doctor'])
      assert.equal(exitCode, 0, stdout)
      assert.match(stdout, /^ok +Runtime fake +1\.0$/m)
      assert.match(stdout, /^ok +Programs of a node +downloaded from upstream/m)
      assert.match(stdout, /^note +Runtime podman +podman is not on PATH\n(.*\n)?note +Runtime docker +docker is not on PATH$/m)
      assert.match(stdout, /\nReady to make clusters: kina cluster create\n$/)
    }))

  it('names a plugin that is not used', () =>
    withUser(['fake-throws'], async ({kina}) => {
      const {stdout} = await kina(['doctor'])
      assert.match(stdout, /^note +Plugin kina-fake-throws +this plugin always throws\n +fix: kina plugins uninstall kina-fake-throws$/m)
    }))
})

describe('kina image list', () => {
  it('says that there are none, and what the cache holds', () =>
    withUser(['fake-runtime'], async ({kina, home}) => {
      await registeredFake({images: ['example.org/not-a-node:v1']})
      const {exitCode, stdout} = await kina(['image', 'list'])
      assert.equal(exitCode, 0)
      assert.match(stdout, /^There are no node images\. Build one: kina image build\n\nCache: 0 B in /)
      assert.deepEqual(JSON.parse((await kina(['image', 'list', '--json'])).stdout), {images: [], cache: {path: `${home}/cache/kina`, size: 0}})
    }))

  it('shows images that kina built', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      const fake = await registeredFake()
      const labels = {'io.kina.inputs': '0123', 'io.kina.kubernetes': 'v1.31.0'}
      fake.world.images.set('kina/node:v1.31.0', {id: '1', names: ['kina/node:v1.31.0'], labels, size: 1_000_000_000, created: '2024-01-01T00:00:00.000Z'})
      const {stdout} = await kina(['image', 'list'])
      assert.match(stdout, /^IMAGE +KUBERNETES +SIZE +CURRENT +RUNTIME\nkina\/node:v1\.31\.0 +v1\.31\.0 +\S+ \wB +no +fake\n/)
    }))
})
