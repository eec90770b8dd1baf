import assert from 'node:assert/strict'
import {newUser, type User} from './kina.js'
import {overRuntimes} from './over-runtimes.js'
import {contextOf, createCluster, registered} from './cluster.js'
import {outsideServer, type OutsideServer} from './outside-server.js'
import {cniConformance} from '../../src/testing/index.js'
import type {ClusterPlan} from '../../src/contract/index.js'
import {bareCluster} from './bare-cluster.js'

const CLUSTER = 'e2e-flannel'
const flannel = (await registered('cni-flannel')).cnis[0]!
const bare = bareCluster()

await overRuntimes('two nodes with flannel, installed as a plugin', (place) => {
  let user: User
  let plan: ClusterPlan
  let outside: OutsideServer

  before(async () => {
    user = await newUser(place)
    const missing = await user.kina(['cluster', 'create', CLUSTER, '--cni', 'flannel', ...user.choice])
    assert.equal(missing.exitCode, 2, missing.all)
    assert.match(missing.stderr, /kina plugins install kina-cni-flannel/)

    const installed = await user.kina(['plugins', 'install', 'kina-cni-flannel'])
    assert.equal(installed.exitCode, 0, installed.all)

    plan = await createCluster(user, [CLUSTER, '--workers', '1', '--cni', 'flannel'])
    outside = await outsideServer(await contextOf(plan, place.env))
  })

  after(async () => {
    outside?.close()
    await user.kina(['cluster', 'delete', CLUSTER])
    await bare.remove()
    await user.leave()
  })

  it('has both nodes Ready, with the parts of the pods’ CIDR that the plan gave them', async () => {
    const {stdout} = await user.kubectl(CLUSTER, ['get', 'nodes', '-o', 'json'])
    const {items} = JSON.parse(stdout) as {items: {metadata: {name: string}; spec: {podCIDR: string}; status: {conditions: {type: string; status: string}[]}}[]}
    assert.deepEqual(items.map(({metadata, spec}) => [metadata.name, spec.podCIDR]).sort(), [[`${CLUSTER}-control-plane`, '10.244.0.0/24'], [`${CLUSTER}-worker`, '10.244.1.0/24']])
    for (const {status} of items) assert.equal(status.conditions.find(({type}) => type === 'Ready')?.status, 'True')
  })

  it('runs flanneld with VXLAN on both', async () => {
    const {stdout} = await user.kubectl(CLUSTER, ['-n', 'kube-flannel', 'get', 'pods', '-o', 'jsonpath={.items[*].status.phase}'])
    assert.equal(stdout, 'Running Running')
    for (const node of [`${CLUSTER}-control-plane`, `${CLUSTER}-worker`]) {
      const link = await place.tool(['exec', node, 'ip', '-details', 'link', 'show', 'flannel.1'])
      assert.match(link.stdout, /vxlan/)
    }
  })

  cniConformance(flannel, {
    cluster: () => contextOf(plan, place.env),
    // What a CNI says of a cluster without it does not depend on the runtime, and one such cluster is enough.
    ...(place.byDefault && {clusterWithout: bare.cluster}),
    get outside() {
      return outside
    },
  })

  it('shows logs of pods on the worker', async () => {
    const {stdout} = await user.kubectl(CLUSTER, ['-n', 'kube-system', 'get', 'pods', '-o', 'json'])
    const {items} = JSON.parse(stdout) as {items: {metadata: {name: string}; spec: {nodeName: string}}[]}
    const pod = items.find(({spec}) => spec.nodeName === `${CLUSTER}-worker`)
    assert.ok(pod)
    const logs = await user.kubectl(CLUSTER, ['-n', 'kube-system', 'logs', pod.metadata.name])
    assert.equal(logs.exitCode, 0, logs.all)
    assert.notEqual(logs.stdout, '')
  })

  describe('at its end', () => {
    it('is deleted without a trace', async () => {
      const {exitCode, all} = await user.kina(['cluster', 'delete', CLUSTER])
      assert.equal(exitCode, 0, all)
      assert.deepEqual(await place.leftovers(CLUSTER), [])
    })
  })
}, {wanted: 'all'})
