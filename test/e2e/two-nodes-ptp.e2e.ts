import assert from 'node:assert/strict'
import type {ClusterPlan} from '../../src/contract/index.js'
import {cniConformance} from '../../src/testing/index.js'
import {bareCluster} from './bare-cluster.js'
import {contextOf, createCluster, registered} from './cluster.js'
import {outsideServer, type OutsideServer} from './outside-server.js'
import {newUser, type User} from './kina.js'
import {overRuntimes} from './over-runtimes.js'

const CLUSTER = 'e2e-ptp2'
const bare = bareCluster()
const ptp = (await registered('cni-ptp')).cnis[0]!

await overRuntimes('two nodes with the default CNI', (place) => {
  let user: User
  let plan: ClusterPlan
  let outside: OutsideServer
  before(async () => {
    user = await newUser(place)
    plan = await createCluster(user, [CLUSTER, '--workers', '1'])
    outside = await outsideServer(await contextOf(plan, place.env))
  })
  after(async () => {
    outside?.close()
    await bare.remove()
    await user.kina(['cluster', 'delete', CLUSTER])
    assert.deepEqual(await place.leftovers(CLUSTER), [])
    await user.leave()
  })

  cniConformance(ptp, {
    cluster: () => contextOf(plan, place.env),
    // What a CNI says of a cluster without it does not depend on the runtime, and one such cluster is enough.
    ...(place.byDefault && {clusterWithout: bare.cluster}),
    get outside() {
      return outside
    },
  })
})
