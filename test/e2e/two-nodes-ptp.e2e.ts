import assert from 'node:assert/strict'
import type {ClusterPlan} from '../../src/contract/index.js'
import {cniConformance} from '../../src/testing/index.js'
import {contextOf, createCluster, registered} from './cluster.js'
import {leftovers, newUser, type User} from './kina.js'

const CLUSTER = 'e2e-ptp2'
const ptp = (await registered('cni-ptp')).cnis[0]!

describe('two nodes with the default CNI', () => {
  let user: User
  let plan: ClusterPlan
  before(async () => {
    user = await newUser()
    plan = await createCluster(user, [CLUSTER, '--workers', '1'])
  })
  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    assert.deepEqual(await leftovers([CLUSTER]), [])
    await user.leave()
  })

  cniConformance(ptp, {cluster: () => contextOf(plan)})
})
