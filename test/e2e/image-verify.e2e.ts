import assert from 'node:assert/strict'
import {KUBERNETES, NODE_IMAGE} from '../node-image.js'
import {newUser, type User} from './kina.js'
import {overRuntimes} from './over-runtimes.js'

await overRuntimes('verifying the node image', (place) => {
  let user: User
  before(async () => void (user = await newUser(place)))
  after(() => user.leave())

  it('finds nothing wrong, one line a check, and leaves nothing', async () => {
    const {exitCode, stdout, all} = await user.kina(['image', 'verify', ...user.choice])
    assert.equal(exitCode, 0, all)
    assert.match(stdout, /^ok +systemd +running, no failed unit$/m)
    assert.match(stdout, /\n(\S+), Kubernetes \S+: all \d+ checks passed.*\.$/)
    assert.ok(stdout.includes(`\n${NODE_IMAGE}, Kubernetes ${KUBERNETES}: `), all)
    assert.deepEqual((await place.leftovers()).filter((line) => line.includes('kina-tmp-')), [])
  })

  it('says that an image is not there', async () => {
    const {exitCode, stdout, all} = await user.kina(['image', 'verify', 'kina/no-such-image:1', '--json', '--runtime', place.runtime])
    assert.equal(exitCode, 1, all)
    assert.equal((JSON.parse(stdout) as {error: {code: string}}).error.code, 'E_IMAGE_MISSING')
  })
})
