import assert from 'node:assert/strict'
import {selects} from '../../src/nodes/blocking-budgets.js'
import {nameNodes} from '../../src/nodes/name-nodes.js'
import {majority, quorumProblem} from '../../src/nodes/quorum.js'
import {withApp} from '../cluster/test-app.js'

describe('whether etcd keeps its majority', () => {
  /** `+` answers, `-` does not, in the order of names a, b, c... */
  const voters = (states: string) => [...states].map((state, i) => ({name: String.fromCharCode(97 + i), healthy: state === '+'}))
  const table: readonly [states: string, leaving: string, refused: boolean][] = [
    ['+++', 'a', false],
    ['+++', 'ab', false],
    ['++', 'a', false],
    ['++-', 'c', false],
    ['++-', 'a', true],
    ['++-', 'ac', false],
    ['+-', 'b', true],
    ['+--', 'bc', true],
    ['+++++', 'abc', false],
    ['+++--', 'a', true],
    ['+++--', 'de', false],
    ['+++--', 'ad', false],
    ['+++--', 'ab', true],
    ['+', 'x', false],
  ]
  for (const [states, leaving, refused] of table) {
    it(`${refused ? 'refuses' : 'lets'} ${[...leaving].join(' and ')} go of ${states}`, () => assert.equal(quorumProblem(voters(states), new Set(leaving)) !== null, refused))
  }

  it('counts as etcd does', () => assert.deepEqual([1, 2, 3, 4, 5].map(majority), [1, 2, 2, 3, 3]))
})

describe('what a budget selects', () => {
  it('is what all of its selector says', () => {
    const of = (selector: Parameters<typeof selects>[0]) => selects(selector, {app: 'web', tier: 'front'})
    assert.ok(of({matchLabels: {app: 'web'}}) && of({}) && of({matchExpressions: [{key: 'app', operator: 'In', values: ['web']}, {key: 'zone', operator: 'DoesNotExist'}, {key: 'zone', operator: 'NotIn', values: ['a']}]}))
    assert.ok(!of({matchLabels: {app: 'other'}}) && !of({matchLabels: {app: 'web'}, matchExpressions: [{key: 'tier', operator: 'NotIn', values: ['front']}]}) && !of({matchExpressions: [{key: 'zone', operator: 'Exists'}]}))
  })
})

describe('which nodes are meant', () => {
  it('the cluster may come first, or is that of the names', () =>
    withApp({}, async (app) => {
      assert.deepEqual(await nameNodes(app, ['dev', 'dev-worker', 'dev-worker2']), {cluster: 'dev', nodes: ['dev-worker', 'dev-worker2']})
      assert.deepEqual(await nameNodes(app, ['dev-worker']), {cluster: 'dev', nodes: ['dev-worker']})
      assert.deepEqual(await nameNodes(app, ['dev-worker', 'dev-worker2']), {cluster: 'dev', nodes: ['dev-worker', 'dev-worker2']})
      assert.deepEqual(await nameNodes(app, ['dev-worker', 'dev-worker-control-plane2']), {cluster: 'dev-worker', nodes: ['dev-worker-control-plane2']})
    }))

  for (const words of [['dev'], ['dev', 'other-worker'], ['a-worker', 'b-worker'], ['dev', 'x']]) {
    it(`refuses ${words.join(' ')}`, () => withApp({}, (app) => assert.rejects(nameNodes(app, words), {code: 'E_CONFIG_INVALID', exit: 2})))
  }
})
