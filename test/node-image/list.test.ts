import assert from 'node:assert/strict'
import {hostArch} from '../../src/node-image/arch.js'
import {listNodeImages} from '../../src/node-image/list.js'
import {nodeImageText} from '../../src/report/node-image-text.js'
import {withApp} from '../cluster/test-app.js'
import {current, foreign, otherArch, outdated, runtimeWith, stage} from './stored.js'

describe('listing node images', () => {
  it('says of each name what it is, and which clusters run on it', async () => {
    const images = [await current(['kina/node:v1.31.0', 'mine:1']), outdated(['kina/node:v1.30.4']), stage(['kina/node-base:v1.31.0-x']), foreign(['example.org/other:1'])]
    const fake = await runtimeWith(images, {one: 'kina/node:v1.31.0', two: 'kina/node:v1.31.0', old: 'kina/node:v1.30.4'})
    await withApp({runtimes: [fake]}, async (app) => {
      const {images: listed} = await listNodeImages(app)
      assert.deepEqual(
        listed.map(({ref, own, kubernetes, arch, current: isCurrent, usedBy}) => [ref, own, kubernetes, arch, isCurrent, usedBy]),
        [
          ['kina/node:v1.30.4', true, 'v1.30.4', hostArch(), false, ['old']],
          ['kina/node:v1.31.0', true, 'v1.31.0', hostArch(), true, ['one', 'two']],
          ['mine:1', true, 'v1.31.0', hostArch(), true, []],
        ],
      )
    })
  })

  it('shows an image that somebody else built when a cluster runs on it, by any name of it, with a digest or not, or its id', async () => {
    const fake = await runtimeWith([foreign(['docker.io/kindest/node:v1.31.0'])], {named: 'kindest/node:v1.31.0', known: 'd'.repeat(12), pinned: `kindest/node:v1.31.0@sha256:${'e'.repeat(64)}`})
    await withApp({runtimes: [fake]}, async (app) => {
      const {images} = await listNodeImages(app)
      assert.deepEqual(images.map(({ref, own, arch, usedBy}) => [ref, own, arch, usedBy]), [['docker.io/kindest/node:v1.31.0', false, '', ['known', 'named', 'pinned']]])
    })
  })

  it('knows for what each is, and whether it is current as such', async () => {
    const old = await current(['kina/node:v1.30.4-other'], otherArch)
    const fake = await runtimeWith([await current(['kina/node:v1.31.0-other'], otherArch), {...old, id: 'f'.repeat(64), labels: {...old.labels, 'io.kina.inputs': '0123'}}])
    await withApp({runtimes: [fake]}, async (app) => {
      const {images} = await listNodeImages(app)
      assert.deepEqual(images.map(({ref, arch, current: isCurrent}) => [ref, arch, isCurrent]), [['kina/node:v1.30.4-other', otherArch, false], ['kina/node:v1.31.0-other', otherArch, true]])
    })
  })

  it('is a table, and says what the cache holds', async () => {
    const fake = await runtimeWith([{...(await current(['kina/node:v1.31.0'])), size: 1_072_000_000}, foreign(['example.org/other:1'])], {dev: 'kina/node:v1.31.0', kind: 'example.org/other:1'})
    await withApp({runtimes: [fake]}, async (app) => {
      const list = await listNodeImages(app)
      const [head, first, second, ...rest] = nodeImageText({...list, cache: {path: '/cache', size: 2500}}, Date.parse('2026-01-04T12:00:00Z')).split('\n')
      assert.equal(head, 'IMAGE                 KUBERNETES   ARCH    SIZE     AGE   CURRENT      RUNTIME   USED BY')
      assert.equal(first, 'example.org/other:1   -            -       1.1 GB   3d    not kina’s   fake      kind')
      assert.equal(second, `kina/node:v1.31.0     v1.31.0      ${hostArch()}   1.1 GB   3d    yes          fake      dev`)
      assert.deepEqual(rest, ['', 'Cache: 2.5 kB in /cache'])
    })
  })

  it('says how to make the first', () => {
    assert.match(nodeImageText({images: [], cache: {path: '/cache', size: 0}}, 0), /^There are no node images\. Build one: kina image build\n\nCache: 0 B in \/cache$/)
  })
})
