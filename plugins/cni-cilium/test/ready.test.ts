import assert from 'node:assert/strict'
import {cilium} from '../src/cilium.js'
import {fakeCluster} from './fake-cluster.js'

const agents = {metadata: {generation: 1}, status: {observedGeneration: 1, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberReady: 2}}
const operator = {metadata: {generation: 1}, spec: {replicas: 1}, status: {observedGeneration: 1, updatedReplicas: 1, readyReplicas: 1}}
const unready = {...agents, status: {...agents.status, numberReady: 1}}

const cases = {
  'is unmet before install': [{}, 'Cilium is not installed'],
  'counts agents': [{get: {daemonset: unready, deployment: operator}}, 'Cilium is ready on 1 of 2 nodes'],
  'looks at the operator': [{get: {daemonset: agents, deployment: {...operator, status: {...operator.status, readyReplicas: 0}}}}, '0 of 1 operators of Cilium are ready'],
  'waits for a newer operator': [{get: {daemonset: agents, deployment: {...operator, metadata: {generation: 2}}}}, 'Cilium’s operator is not up to date yet'],
  'wants the CNI’s file on every node': [
    {get: {daemonset: agents, deployment: operator}, fails: (node: string) => node === 'demo-worker'},
    'no /etc/cni/net.d/05-cilium.conflist yet on demo-worker',
  ],
} as const

describe('Cilium: ready', () => {
  for (const [name, [answers, reason]] of Object.entries(cases)) {
    it(name, async () => assert.deepEqual(await cilium.ready(fakeCluster(answers)), {met: false, reason}))
  }

  it('is met when every node has a ready agent and its file, and the operator is ready', async () => {
    assert.deepEqual(await cilium.ready(fakeCluster({get: {daemonset: agents, deployment: operator}})), {met: true})
  })
})
