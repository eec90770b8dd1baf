import assert from 'node:assert/strict'
import {removeNodes} from '../../src/nodes/remove.js'
import {quietStep} from '../cluster/test-app.js'
import {livingCluster, type Given, type LivingCluster} from './living-cluster.js'

const remove = ({app}: LivingCluster, nodes: readonly string[], force = false) => removeNodes(app, {cluster: 'dev', nodes, seconds: 5, force}, quietStep)

describe('removing nodes from a cluster', () => {
  it('has pods of all that go move first, then removes them, and then has the CNI forget them', () =>
    livingCluster({workers: 3}, async (cluster) => {
      await remove(cluster, ['dev-worker', 'dev-worker3'])
      const {journal, objects, fake, record} = cluster
      assert.deepEqual(journal, [
        'cordon dev-worker dev-worker3',
        'drain dev-worker',
        'drain dev-worker3',
        'remove dev-worker',
        'remove dev-worker3',
        'delete node dev-worker dev-worker3',
        'install on dev-control-plane dev-worker2 by a plan of dev-control-plane dev-worker2',
      ])
      assert.deepEqual([...objects], ['dev-control-plane', 'dev-worker2'])
      assert.deepEqual([...fake.world.volumes.keys()], ['dev-control-plane-var', 'dev-worker2-var'])
      assert.deepEqual(record().nodes.map(({name}) => name), ['dev-control-plane', 'dev-worker2'])
    }))

  it('takes a control plane out of the load balancer and etcd before it goes, the first one, too', () =>
    livingCluster({controlPlanes: 3}, async (cluster) => {
      await remove(cluster, ['dev-control-plane'])
      assert.deepEqual(cluster.journal.slice(1, 4), ['drain dev-control-plane', 'dev-control-plane leaves etcd', 'remove dev-control-plane'])
      assert.equal(cluster.balancer(), 'KINA_CONTROL_PLANES="dev-control-plane2 dev-control-plane3"\n')
      assert.equal(cluster.journal.at(-1), 'install on dev-control-plane2 dev-control-plane3 dev-worker by a plan of dev-control-plane2 dev-control-plane3 dev-worker dev-load-balancer')
    }))

  it('removes what is dead or gone, which has no pods to move', () =>
    livingCluster({controlPlanes: 3, workers: 2}, async (cluster) => {
      await cluster.stop('dev-control-plane')
      cluster.fake.world.nodes.delete('dev-worker2')
      await remove(cluster, ['dev-control-plane', 'dev-worker2'])
      assert.deepEqual(cluster.journal.slice(0, 1), ['dev-control-plane leaves etcd'])
      assert.deepEqual([...cluster.objects], ['dev-control-plane2', 'dev-control-plane3', 'dev-worker'])
      assert.deepEqual([...cluster.members], ['dev-control-plane2', 'dev-control-plane3'])
      assert.ok(![...cluster.fake.world.volumes.keys()].includes('dev-worker2-var'))
    }))

  for (const left of [['bootstrap-token-abc123'], ['bootstrap-token-abc123', 'kubeadm-certs', 'bootstrap-token-ending']]) {
    it(`takes back what an addition by a kina that was killed has left: ${left.join(', ')}`, () =>
      livingCluster({}, async (cluster) => {
        left.forEach((name) => cluster.secrets.add(name))
        await assert.rejects(remove(cluster, ['dev-worker9']), {code: 'E_NODE_NOT_FOUND'})
        assert.deepEqual([...cluster.secrets], [])
      }))
  }

  const refusals: readonly [title: string, expected: object, given: Given, nodes: readonly string[], before?: (cluster: LivingCluster) => unknown][] = [
    ['the only control plane', {code: 'E_NODE_NEEDED', exit: 2, message: /no control plane/}, {}, ['dev-control-plane']],
    ['all control planes', {code: 'E_NODE_NEEDED', message: /no control plane/}, {controlPlanes: 3}, ['dev-control-plane', 'dev-control-plane2', 'dev-control-plane3']],
    ['the load balancer', {code: 'E_NODE_NEEDED', message: /dev-load-balancer is the load balancer/}, {controlPlanes: 3}, ['dev-load-balancer']],
    ['a node that there is not', {code: 'E_NODE_NOT_FOUND', exit: 2, message: /no node "dev-worker9". It has: dev-control-plane, dev-worker\./}, {}, ['dev-worker9']],
    ['a healthy control plane while another is dead', {code: 'E_NODE_NEEDED', message: /without dev-control-plane2 etcd would have 2 members, of which one answers, and it needs 2/, next: ['Bring back what is down: kina cluster start dev', 'Or remove that first: kina node remove dev dev-control-plane3', 'Nothing was changed.']}, {controlPlanes: 3}, ['dev-control-plane2'], ({stop}) => stop('dev-control-plane3')],
    ['a worker while another node is stopped and would not hear of it', {code: 'E_CLUSTER_NOT_FOUND', next: ['kina cluster start dev', 'Or, if it is not to come back: kina node remove dev dev-worker2']}, {workers: 2}, ['dev-worker'], ({stop}) => stop('dev-worker2')],
  ]
  for (const [title, expected, given, nodes, before] of refusals) {
    it(`refuses ${title}, before anything is touched`, () =>
      livingCluster(given, async (cluster) => {
        await before?.(cluster)
        await assert.rejects(remove(cluster, nodes, true), expected)
        assert.deepEqual(cluster.journal, [])
      }))
  }

  it('lets pods come again when they do not move in time, and names the budget that keeps them', () =>
    livingCluster({drain: blocked, budgets: BUDGETS}, async (cluster) => {
      await assert.rejects(remove(cluster, ['dev-worker']), {code: 'E_NODE_DRAIN', node: 'dev-worker', message: 'A PodDisruptionBudget keeps pods on dev-worker, and did not let go within 5 s: default/web keeps web-1.', next: ['See what it waits for: kubectl -n default describe pdb web', 'Go on all the same: kina node remove dev-worker --force']})
      assert.deepEqual(cluster.journal, ['cordon dev-worker', 'drain dev-worker', 'uncordon dev-worker'])
    }))

  it('goes on with --force, and says what was lost', () =>
    livingCluster({drain: blocked, budgets: BUDGETS}, async (cluster) => {
      await remove(cluster, ['dev-worker'], true)
      assert.ok(cluster.logged.some((line) => line.startsWith('warn: A PodDisruptionBudget keeps pods on dev-worker')), cluster.logged.join('\n'))
      assert.deepEqual([...cluster.objects], ['dev-control-plane'])
      assert.ok(cluster.logged.some((line) => line.includes('No worker is left')))
    }))

  it('names pods that nothing would make anew', () =>
    livingCluster({drain: () => ({exitCode: 1, stderr: 'error: unable to drain node "dev-worker" due to error: cannot delete cannot delete Pods that declare no controller (use --force to override): default/bare, continuing command...\n'})}, async (cluster) => {
      await assert.rejects(remove(cluster, ['dev-worker']), {code: 'E_NODE_DRAIN', message: /default\/bare/})
    }))
})

const blocked = () => ({exitCode: 1, stderr: 'error when evicting pods/"web-1" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod\'s disruption budget.\n'.repeat(2)})

const BUDGETS = [
  {kind: 'PodDisruptionBudget', metadata: {name: 'web', namespace: 'default'}, spec: {selector: {matchLabels: {app: 'web'}}}, status: {disruptionsAllowed: 0}},
  {kind: 'PodDisruptionBudget', metadata: {name: 'other', namespace: 'default'}, spec: {selector: {matchLabels: {app: 'other'}}}, status: {disruptionsAllowed: 0}},
  {kind: 'Pod', metadata: {name: 'web-1', namespace: 'default', labels: {app: 'web'}}, spec: {}},
]
