import assert from 'node:assert/strict'
import {cleanImages} from '../../src/node-image/clean.js'
import {withApp} from '../cluster/test-app.js'
import {current, foreign, outdated, runtimeWith, stage} from './stored.js'

const FRESH = 'kina/node:v1.31.0'
const OLD = 'kina/node:v1.30.4'
const STAGE = 'kina/node-base:v1.31.0-x'
const OTHER = 'example.org/other:1'

describe('cleaning node images', () => {
  it('removes what is outdated or unfinished, and nothing that kina did not build', async () => {
    const fake = await runtimeWith([await current([FRESH]), outdated([OLD]), stage([STAGE]), foreign([OTHER])])
    await withApp({runtimes: [fake]}, async (app) => {
      assert.deepEqual(await cleanImages(app, {all: false, cache: false}), {removed: [STAGE, OLD], kept: [], cacheBytes: 0})
      assert.deepEqual([...fake.world.images.keys()], [FRESH, OTHER])
      assert.deepEqual((await cleanImages(app, {all: true, cache: false})).removed, [FRESH])
      assert.deepEqual([...fake.world.images.keys()], [OTHER])
    })
  })

  it('keeps what clusters use, and says which, even when all is to go', async () => {
    const fake = await runtimeWith([await current([FRESH, 'mine:1']), outdated([OLD]), foreign([OTHER])], {dev: FRESH, old: OLD, other: OTHER})
    await withApp({runtimes: [fake]}, async (app) => {
      const {removed, kept} = await cleanImages(app, {all: true, cache: false})
      assert.deepEqual(removed, ['mine:1'])
      assert.deepEqual(kept, [{ref: OLD, cluster: 'old'}, {ref: FRESH, cluster: 'dev'}])
      assert.deepEqual([...fake.world.images.keys()], [FRESH, OLD, OTHER])
    })
  })

  it('keeps it for a cluster that names the image by its id, or as the store does', async () => {
    const fake = await runtimeWith([outdated([OLD])], {known: 'b'.repeat(64)})
    await withApp({runtimes: [fake]}, async (app) => {
      assert.deepEqual((await cleanImages(app, {all: true, cache: false})).kept, [{ref: OLD, cluster: 'known'}])
    })
    const prefixed = await runtimeWith([outdated([OLD])], {named: `localhost/${OLD}`})
    await withApp({runtimes: [prefixed]}, async (app) => {
      assert.deepEqual((await cleanImages(app, {all: true, cache: false})).kept, [{ref: OLD, cluster: 'named'}])
    })
  })

  it('keeps the stage of a build that is running', async () => {
    const fake = await runtimeWith([stage([STAGE])], {[`kina-tmp-${process.pid}-0a1b2c`]: STAGE})
    await withApp({runtimes: [fake]}, async (app) => {
      assert.deepEqual((await cleanImages(app, {all: false, cache: false})).removed, [])
      assert.deepEqual([...fake.world.images.keys()], [STAGE])
    })
  })
})
