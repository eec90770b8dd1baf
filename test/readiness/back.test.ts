import assert from 'node:assert/strict'
import type {V1Node, V1Pod} from '@kubernetes/client-node'
import {lookBack} from '../../src/readiness/back.js'

const SINCE = 1_800_000_000
const at = (seconds: number) => new Date((SINCE + seconds) * 1000)
const started = {name: 'a', since: SINCE, addresses: ['10.0.0.7']}

function node({heartbeat = at(2), address = '10.0.0.7', ready = 'True'} = {}): V1Node {
  return {metadata: {name: 'a'}, status: {addresses: [{type: 'InternalIP', address}], conditions: [{type: 'Ready', status: ready, lastHeartbeatTime: heartbeat, message: 'no CNI'}]}}
}

function pod({startedAt = at(1), readySince = at(1), ready = 'True', nodeName = 'a', phase = 'Running', hostNetwork = true} = {}): V1Pod {
  return {
    metadata: {name: 'etcd-a'},
    spec: {nodeName, hostNetwork, containers: []},
    status: {phase, conditions: [{type: 'Ready', status: ready, lastTransitionTime: readySince}], containerStatuses: [{name: 'etcd', image: '', imageID: '', ready: true, restartCount: 1, state: {running: {startedAt}}}]},
  }
}

const look = (nodes: V1Node[], pods: V1Pod[], hasCni = true) => lookBack({nodes: () => nodes, pods: () => pods}, {nodes: [started], hasCni})

describe('whether a started cluster is back', () => {
  it('is met by what was reported since the start', () => assert.deepEqual(look([node()], [pod()]), {met: true}))

  const stale: Record<string, [V1Node[], V1Pod[], RegExp]> = {
    'a node that is not there': [[], [pod()], /node a has not reported/],
    'a node that reported in the second of its start, or before': [[node({heartbeat: at(0)})], [pod()], /node a has not reported since its start/],
    'a node with its old address': [[node({address: '10.0.0.6'})], [pod()], /node a still has the address 10\.0\.0\.6/],
    'a node that is not Ready': [[node({ready: 'False'})], [pod()], /node a is not Ready: no CNI/],
    'a pod whose container is from before': [[node()], [pod({startedAt: at(-60)})], /not Ready again: etcd-a/],
    'a pod that has been Ready since before': [[node()], [pod({readySince: at(-60)})], /not Ready again: etcd-a/],
    'a pod that is not Ready': [[node()], [pod({ready: 'False'})], /not Ready again: etcd-a/],
    'a pod without a node': [[node()], [pod({nodeName: ''})], /not Ready again: etcd-a/],
  }
  for (const [title, [nodes, pods, reason]] of Object.entries(stale)) {
    it(`is not met by ${title}`, () => {
      const condition = look(nodes, pods)
      assert.ok(!condition.met)
      assert.match(condition.reason, reason)
    })
  }

  it('takes a pod that has done its work', () => assert.deepEqual(look([node()], [pod({phase: 'Succeeded', ready: 'False'})]), {met: true}))

  it('expects of a cluster without a CNI of kina’s what can come about', () => {
    assert.deepEqual(look([node({ready: 'False'})], [pod(), pod({ready: 'False', hostNetwork: false})], false), {met: true})
    assert.equal(look([node()], [pod({ready: 'False'})], false).met, false)
  })
})
