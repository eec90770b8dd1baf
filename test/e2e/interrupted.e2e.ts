import assert from 'node:assert/strict'
import {access} from 'node:fs/promises'
import {join} from 'node:path'
import {newUser, type User} from './kina.js'
import {overRuntimes} from './over-runtimes.js'
import {waitUntil} from './wait-until.js'

const CLUSTER = 'e2e-cut'

await overRuntimes('creations that are cut short', (place) => {
  let user: User
  before(async () => {
    user = await newUser(place)
  })
  afterEach(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
  })
  after(() => user.leave())

  /** A create that has got as far as a node in which kubeadm runs. */
  async function underWay() {
    const child = user.start(['cluster', 'create', CLUSTER, ...user.choice])
    await waitUntil('kubeadm runs', async () => (await place.tool(['exec', `${CLUSTER}-control-plane`, 'pgrep', '-x', 'kubeadm'])).exitCode === 0, 60)
    // Not the child itself: it is a promise too, and would be waited for.
    return {child}
  }

  it('Ctrl-C before the API answers leaves nothing and ends with 130', async () => {
    const {child} = await underWay()
    child.kill('SIGINT')
    const {exitCode, stderr} = await child
    assert.equal(exitCode, 130, String(stderr))
    assert.match(String(stderr), /E_INTERRUPTED/)
    assert.deepEqual(await place.leftovers(CLUSTER), [])
    await assert.rejects(access(join(user.home, '.kube', CLUSTER)))
  })

  it('after kill -9 one delete leaves no container, network, volume or kubeconfig entry', async () => {
    const {child} = await underWay()
    child.kill('SIGKILL')
    await child
    assert.notDeepEqual(await place.leftovers(CLUSTER), [], 'there is something to delete')
    const {exitCode, all} = await user.kina(['cluster', 'delete', CLUSTER])
    assert.equal(exitCode, 0, all)
    assert.deepEqual(await place.leftovers(CLUSTER), [])
    await assert.rejects(access(join(user.home, '.kube', CLUSTER)))
  })

  it('of two creates of one name at once one wins, and the other touches nothing', async () => {
    const create = () => user.kina(['cluster', 'create', CLUSTER, ...user.choice, '--json'])
    const [a, b] = await Promise.all([create(), create()])
    const [winner, loser] = a.exitCode === 0 ? [a, b] : [b, a]
    assert.equal(winner.exitCode, 0, winner.all)
    assert.equal(loser.exitCode, 1, loser.all)
    assert.equal((JSON.parse(loser.stdout) as {error: {code: string}}).error.code, 'E_CLUSTER_BUSY')
    const {stdout} = await user.kubectl(CLUSTER, ['get', 'nodes', '-o', 'name'])
    assert.equal(stdout.trim(), `node/${CLUSTER}-control-plane`)
  })
}, {wanted: 'one'})
