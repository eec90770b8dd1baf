import assert from 'node:assert/strict'
import {CLUSTER_NAME_MAX, clusterNameProblem, contextName, endpointName, networkName, nodeNames} from '../../src/plan/names.js'

describe('clusterNameProblem', () => {
  it('takes host name labels', () => {
    for (const name of ['a', 'kina', 'my-cluster-2', '1', 'x'.repeat(CLUSTER_NAME_MAX)]) assert.equal(clusterNameProblem(name), undefined, name)
  })

  it('refuses everything else, and says why', () => {
    const bad = ['', '-a', 'a-', 'A', 'a_b', 'a.b', 'a/b', '..', 'ü', 'a\n']
    for (const name of bad) assert.match(clusterNameProblem(name) ?? '', /not a cluster name/, name)
    for (const name of ['config', 'cache', 'kuberc']) assert.match(clusterNameProblem(name) ?? '', /reserved/)
    assert.match(clusterNameProblem('config.lock') ?? '', /lock/)
    assert.match(clusterNameProblem('x'.repeat(CLUSTER_NAME_MAX + 1)) ?? '', /at most 49/)
  })
})

describe('names of a cluster', () => {
  it('numbers nodes as kind does', () => {
    assert.deepEqual(nodeNames('dev', ['control-plane', 'worker', 'worker', 'control-plane', 'worker', 'load-balancer']), [
      'dev-control-plane',
      'dev-worker',
      'dev-worker2',
      'dev-control-plane2',
      'dev-worker3',
      'dev-load-balancer',
    ])
  })

  it('keeps kina’s own prefix to itself', () => assert.match(clusterNameProblem('kina-tmp-x') ?? '', /reserved/))

  it('keeps every name a host name', () => {
    const longest = 'x'.repeat(CLUSTER_NAME_MAX)
    assert.equal(nodeNames(longest, ['control-plane'])[0]?.length, 63)
    assert.throws(() => nodeNames(longest, ['control-plane', 'control-plane']), RangeError)
  })

  it('has one endpoint, context and network', () => {
    assert.deepEqual([endpointName('dev'), contextName('dev'), networkName('dev')], ['dev-api', 'kina-dev', 'kina-dev'])
  })
})
