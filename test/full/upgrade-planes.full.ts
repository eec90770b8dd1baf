import assert from 'node:assert/strict'
import {assertBack, writeObject} from '../e2e/back.js'
import {createCluster} from '../e2e/cluster.js'
import {newUser, type User} from '../e2e/kina.js'
import {overRuntimes} from '../e2e/over-runtimes.js'
import {done} from '../e2e/run.js'
import {KUBERNETES} from '../node-image.js'
import type {UpgradeOutcome} from '../../src/upgrade/upgrade.js'
import {healthyAgain} from './healthy.js'

const CLUSTER = 'full-upgrade-ha'
const OLD = 'v1.36.3'

/** To the next minor version with three control planes; nodes that come afterwards are of the new one. */
await overRuntimes(`three control planes of ${OLD} that become those of ${KUBERNETES}`, (place) => {
  const controlPlanes = ['', '2', '3'].map((number) => `${CLUSTER}-control-plane${number}`)
  let user: User
  before(async () => {
    user = await newUser(place)
    for (const version of [OLD, KUBERNETES]) await done(user.kina(['image', 'build', '--if-missing', '--kubernetes', version, '--runtime', place.runtime]))
    await createCluster(user, [CLUSTER, '--control-planes', '3', '--kubernetes', OLD, '--runtime', place.runtime])
    await writeObject(user, CLUSTER, 'before')
  })
  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    assert.deepEqual(await place.leftovers(CLUSTER), [])
    await user.leave()
  })

  it('are upgraded one after the other', async () => {
    const {nodes} = JSON.parse((await done(user.kina(['cluster', 'upgrade', CLUSTER, '--kubernetes', KUBERNETES, '--json']))).stdout) as UpgradeOutcome
    assert.deepEqual([...nodes].sort(), controlPlanes)
    assert.deepEqual(await versions(), controlPlanes.map(() => KUBERNETES))
    await assertBack(user, CLUSTER, {words: ['before'], controlPlanes})
    await healthyAgain(user, CLUSTER)
  })

  it('give way to another one, and take a worker, all of the new version', async () => {
    await done(user.kina(['node', 'remove', `${CLUSTER}-control-plane3`]))
    await done(user.kina(['node', 'add', CLUSTER, '--role', 'control-plane']))
    await done(user.kina(['node', 'add', CLUSTER]))
    assert.deepEqual(await versions(), [...controlPlanes, 'worker'].map(() => KUBERNETES))
    await assertBack(user, CLUSTER, {words: ['before'], controlPlanes})
    await healthyAgain(user, CLUSTER)
  })

  it('come back with other addresses', async () => {
    await done(user.kina(['cluster', 'stop', CLUSTER]))
    await place.renumber(CLUSTER)
    await done(user.kina(['cluster', 'start', CLUSTER]))
    await assertBack(user, CLUSTER, {words: ['before'], controlPlanes})
    await healthyAgain(user, CLUSTER)
  })

  async function versions(): Promise<string[]> {
    const {stdout} = await done(user.kubectl(CLUSTER, ['get', 'nodes', '--output', 'jsonpath={.items[*].status.nodeInfo.kubeletVersion}']))
    return stdout.split(' ')
  }
}, {wanted: 'one'})
