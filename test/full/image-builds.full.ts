import assert from 'node:assert/strict'
import {execa} from 'execa'
import {leftovers, newUser, type User} from '../e2e/kina.js'

const TAGS = ['kina/e2e-build-a:v1', 'kina/e2e-build-b:v1']

describe('building node images', () => {
  let user: User
  before(async () => {
    user = await newUser()
  })
  after(async () => {
    await execa('podman', ['rmi', '--force', ...TAGS], {reject: false})
    await user.leave()
  })

  it('two at once share the cache and both succeed', async () => {
    const runs = await Promise.all(TAGS.map((tag) => user.kina(['image', 'build', '--tag', tag])))
    for (const {exitCode, all} of runs) assert.equal(exitCode, 0, all)
  })

  it('what was built makes a cluster, by its name', async () => {
    const {exitCode, all} = await user.kina(['cluster', 'create', 'e2e-built', '--image', TAGS[0]!])
    assert.equal(exitCode, 0, all)
    await user.kina(['cluster', 'delete', 'e2e-built'])
    assert.deepEqual(await leftovers(['e2e-built']), [])
  })

  it('a killed build leaves no node behind, and the next one succeeds', async () => {
    const child = user.start(['image', 'build', '--tag', TAGS[1]!])
    await new Promise((resolve) => setTimeout(resolve, 4000))
    child.kill('SIGKILL')
    await child
    const {exitCode, all} = await user.kina(['image', 'build', '--tag', TAGS[1]!])
    assert.equal(exitCode, 0, all)
    assert.deepEqual((await leftovers()).filter((line) => line.includes('kina-tmp-')), [])
  })
})
