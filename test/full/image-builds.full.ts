import assert from 'node:assert/strict'
import {newUser, type User} from '../e2e/kina.js'
import {overRuntimes} from '../e2e/over-runtimes.js'

const TAGS = ['kina/e2e-build-a:v1', 'kina/e2e-build-b:v1']

await overRuntimes('building node images', (place) => {
  let user: User
  before(async () => {
    user = await newUser(place)
  })
  after(async () => {
    await place.removeImages(TAGS)
    await user.leave()
  })

  it('two at once share the cache and both succeed', async () => {
    const runs = await Promise.all(TAGS.map((tag) => user.kina(['image', 'build', '--tag', tag, ...user.choice])))
    for (const {exitCode, all} of runs) assert.equal(exitCode, 0, all)
  })

  it('what was built makes a cluster, by its name', async () => {
    const {exitCode, all} = await user.kina(['cluster', 'create', 'e2e-built', '--image', TAGS[0]!, ...user.choice])
    assert.equal(exitCode, 0, all)
    await user.kina(['cluster', 'delete', 'e2e-built'])
    assert.deepEqual(await place.leftovers('e2e-built'), [])
  })

  it('a killed build leaves no node behind, and the next one succeeds', async () => {
    const child = user.start(['image', 'build', '--tag', TAGS[1]!, ...user.choice])
    await new Promise((resolve) => setTimeout(resolve, 4000))
    child.kill('SIGKILL')
    await child
    const {exitCode, all} = await user.kina(['image', 'build', '--tag', TAGS[1]!, ...user.choice])
    assert.equal(exitCode, 0, all)
    assert.deepEqual((await place.leftovers()).filter((line) => line.includes(`kina-tmp-${child.pid}-`)), [])
  })
}, {wanted: 'all'})
