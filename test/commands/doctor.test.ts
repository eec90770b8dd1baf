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

  it('has one line for all that is not for this machine, which makes nothing missing', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake({probe: {available: false, reason: 'fakes are for another system'}})
      const {exitCode, stdout} = await kina(['doctor'])
      assert.equal(exitCode, 1)
      assert.match(stdout, /\nNot for this machine: .*Runtime fake.*\n\nNot ready yet\. kina doctor --fix/)
      assert.doesNotMatch(stdout, /another system/)
    }))

  it('prints what is worth knowing of a runtime, and how many nodes it allows', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake({probe: {available: true, version: '1.0', notes: ['It is newer than what is known.'], nodeLimit: {max: 1, reason: 'nodes do not reach each other'}}})
      const {exitCode, stdout} = await kina(['doctor'])
      assert.equal(exitCode, 0, stdout)
      assert.match(stdout, /^ok +Runtime fake +1\.0\n +note: It is newer than what is known\.\n +note: A cluster may have one node here: nodes do not reach each other$/m)
    }))

  it('names a plugin that is not used', () =>
    withUser(['fake-throws'], async ({kina}) => {
      const {stdout} = await kina(['doctor'])
      assert.match(stdout, /^note +Plugin kina-fake-throws +this plugin always throws\n +fix: kina plugins uninstall kina-fake-throws$/m)
    }))
})

describe('kina doctor --runtime', () => {
  const {fetch} = globalThis
  before(() => void (globalThis.fetch = async () => new Response()))
  after(() => void (globalThis.fetch = fetch))

  const holds = {id: 'run.prints-id', text: 'A start prints the id.', check: 'fake run -d x', holds: true, seen: 'x'}
  const fails = {id: 'list.all', text: 'A list has all.', check: 'fake list', holds: false, seen: 'one\ntwo'}
  const unseen = {id: 'net.many', text: 'There are networks.', check: 'fake network list', holds: null, seen: 'there is no image to look with'}

  it('looks at that runtime, its builder and the machine alone', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake()
      const {exitCode, stdout} = await kina(['doctor', '--runtime', 'fake'])
      assert.equal(exitCode, 0, stdout)
      assert.deepEqual(stdout.match(/(Runtime|Image builder) \w+/g), ['Runtime fake', 'Image builder fake'])
      assert.match(stdout, /^\S+ +Disk /m)
      assert.match(stdout, /\nReady to make clusters: kina cluster create --runtime fake\n$/)
    }))

  it('says why it is not for this machine when it was asked for', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake({probe: {available: false, reason: 'fakes are for another system'}})
      const {exitCode, stdout} = await kina(['doctor', '--runtime', 'fake'])
      assert.equal(exitCode, 1)
      assert.match(stdout, /^missing +Runtime fake +fakes are for another system$/m)
      assert.match(stdout, /\nNot ready yet: what is missing stands above\.\n$/)
    }))

  it('guesses a name that was mistyped', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      const {exitCode, stderr} = await kina(['doctor', '--runtime', 'podmna'])
      assert.equal(exitCode, 2)
      assert.match(stderr, /There is no runtime called "podmna"[^]*Did you mean podman\?/)
    }))

  it('prints the report of a runtime, and is 1 when something does not hold', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake({report: [holds, fails, unseen]})
      const {exitCode, stdout} = await kina(['doctor', '--runtime', 'fake', '--report'])
      assert.equal(exitCode, 1)
      assert.equal(stdout.slice(stdout.indexOf('Report of')), [
        'Report of runtime fake',
        '',
        'holds    run.prints-id: A start prints the id.',
        '         seen:  x',
        '         check: fake run -d x',
        'FAILS    list.all: A list has all.',
        '         seen:  one',
        '                two',
        '         check: fake list',
        'unknown  net.many: There are networks.',
        '         seen:  there is no image to look with',
        '         check: fake network list',
        '',
        '1 holds, 1 does not, 1 could not be looked at.',
        '',
      ].join('\n'))
    }))

  it('has the report in its JSON, and is 0 when nothing was seen to be otherwise', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake({report: [holds, unseen]})
      const {exitCode, stdout} = await kina(['doctor', '--runtime', 'fake', '--report', '--json'])
      assert.equal(exitCode, 0)
      const {runtime, report} = JSON.parse(stdout) as Diagnosis
      assert.deepEqual([runtime, report], ['fake', {runtime: 'fake', assumptions: [holds, unseen]}])
    }))

  it('keeps what is known when the report fails', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake({report: [holds, holds]})
      const {exitCode, stdout} = await kina(['doctor', '--runtime', 'fake', '--report', '--json'])
      assert.equal(exitCode, 1)
      assert.deepEqual((JSON.parse(stdout) as Diagnosis).report, {runtime: 'fake', assumptions: [holds], failure: 'runtime fake, report: "run.prints-id" is there twice'})
    }))

  it('makes no report of a runtime that is not there', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      const fake = await registeredFake({report: [holds], probe: {available: false, reason: 'it does not run', fix: 'Start it.'}})
      const {exitCode, stdout} = await kina(['doctor', '--runtime', 'fake', '--report'])
      assert.equal(exitCode, 1)
      assert.match(stdout, /The report is not complete: the runtime is not available: it does not run\n$/)
      assert.ok(!fake.calls.includes('report'))
    }))

  it('says that a runtime has no report, and that one has to be named', () =>
    withUser(['fake-runtime'], async ({kina}) => {
      await registeredFake()
      const {exitCode, stderr} = await kina(['doctor', '--runtime', 'fake', '--report'])
      assert.equal(exitCode, 2)
      assert.match(stderr, /The runtime fake has no report/)
      const unnamed = await kina(['doctor', '--report'])
      assert.equal(unnamed.exitCode, 2)
      assert.match(unnamed.stderr, /--runtime/)
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
      assert.match(stdout, /^IMAGE +KUBERNETES +ARCH +SIZE +AGE +CURRENT +RUNTIME +USED BY\nkina\/node:v1\.31\.0 +v1\.31\.0 +\w+64 +\S+ \wB +\d+y +no +fake +-\n/)
    }))
})
