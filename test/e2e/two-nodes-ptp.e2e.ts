import assert from 'node:assert/strict'
import type {ClusterPlan} from '../../src/contract/index.js'
import {cniConformance} from '../../src/testing/index.js'
import {contextOf, createCluster, registered} from './cluster.js'
import {newUser, type User} from './kina.js'
import {overRuntimes} from './over-runtimes.js'

const CLUSTER = 'e2e-ptp2'
const ptp = (await registered('cni-ptp')).cnis[0]!

await overRuntimes('two nodes with the default CNI', (runtime) => {
  let user: User
  let plan: ClusterPlan
  before(async () => {
    user = await newUser(runtime)
    plan = await createCluster(user, [CLUSTER, '--workers', '1'])
  })
  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    assert.deepEqual(await user.leftovers(CLUSTER), [])
    await user.leave()
  })

  cniConformance(ptp, {cluster: () => contextOf(plan)})
})
