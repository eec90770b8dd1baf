import assert from 'node:assert/strict'
import {setTimeout as sleep} from 'node:timers/promises'
import {KinaError} from '../../src/errors.js'
import {addNodes} from '../../src/nodes/add.js'
import {quietStep} from '../cluster/test-app.js'
import {livingCluster, type LivingCluster} from './living-cluster.js'

const worker = {cluster: 'dev', role: 'worker', count: 1} as const
const controlPlane = {...worker, role: 'control-plane'} as const

describe('adding nodes to a cluster', () => {
  it('gives them the next names and addresses, and has the CNI tell all nodes of them', () =>
    livingCluster({workers: 2}, async ({app, fake, record, objects, journal, secrets, requests}) => {
      assert.deepEqual((await addNodes(app, {...worker, count: 2}, quietStep)).nodes, ['dev-worker3', 'dev-worker4'])
      assert.deepEqual(record().nodes.map(({name, podCidr}) => `${name} ${podCidr}`), ['dev-control-plane 10.244.0.0/24', 'dev-worker 10.244.1.0/24', 'dev-worker2 10.244.2.0/24', 'dev-worker3 10.244.3.0/24', 'dev-worker4 10.244.4.0/24'])
      assert.deepEqual(journal.filter((line) => line.startsWith('place')).sort(), ['place on dev-worker3 10.244.3.0/24', 'place on dev-worker4 10.244.4.0/24'])
      assert.equal(journal.at(-1), 'install on dev-control-plane dev-worker dev-worker2 dev-worker3 dev-worker4 by a plan of dev-control-plane dev-worker dev-worker2 dev-worker3 dev-worker4')
      assert.ok(objects.has('dev-worker4'))
      assert.equal(fake.world.nodes.get('dev-worker3')?.plan.image, 'kina/node:v1.31.0')
      assert.deepEqual([...secrets, ...requests], [], 'the token was taken back, with what was asked by it')
    }))

  it('takes names that the runtime or the API has as taken, whatever the record says', () =>
    livingCluster({}, async ({app, objects}) => {
      objects.add('dev-worker2')
      assert.deepEqual((await addNodes(app, worker, quietStep)).nodes, ['dev-worker3'])
    }))

  it('has the load balancer lead to another control plane, and takes the sealed keys back', () =>
    livingCluster({controlPlanes: 3}, async ({app, balancer, members, secrets, record}) => {
      assert.deepEqual((await addNodes(app, controlPlane, quietStep)).nodes, ['dev-control-plane4'])
      assert.equal(balancer(), 'KINA_CONTROL_PLANES="dev-control-plane dev-control-plane2 dev-control-plane3 dev-control-plane4"\n')
      assert.ok(members.has('dev-control-plane4'))
      assert.deepEqual([...secrets], [])
      assert.deepEqual(record().nodes.map(({role}) => role), ['control-plane', 'control-plane', 'control-plane', 'control-plane', 'worker', 'load-balancer'])
    }))

  const refusals: readonly [title: string, code: string, given: Parameters<typeof livingCluster>[0], ask: typeof worker | typeof controlPlane, before?: (cluster: LivingCluster) => unknown][] = [
    ['a control plane where there is no load balancer', 'E_LOAD_BALANCER_MISSING', {}, controlPlane],
    ['any while another node is stopped', 'E_CLUSTER_NOT_FOUND', {}, worker, ({stop}) => stop('dev-worker')],
    ['any while another node is gone', 'E_CLUSTER_NOT_FOUND', {}, worker, ({fake}) => fake.world.nodes.delete('dev-worker')],
  ]
  for (const [title, code, given, ask, before] of refusals) {
    it(`refuses ${title}, before anything is made`, () =>
      livingCluster(given, async (cluster) => {
        await before?.(cluster)
        const made = cluster.fake.calls.filter((call) => call.startsWith('createNode')).length
        await assert.rejects(addNodes(cluster.app, ask, quietStep), {code})
        assert.equal(cluster.fake.calls.filter((call) => call.startsWith('createNode')).length, made)
        assert.deepEqual([...cluster.secrets], [])
      }))
  }

  it('leaves nothing when one cannot join: no node, no member of etcd, no token, no word to the CNI', () =>
    livingCluster({controlPlanes: 3, join: () => Promise.reject(new Error('no'))}, async (cluster) => {
      await assert.rejects(addNodes(cluster.app, controlPlane, quietStep), {message: 'runtime fake, node.exec (dev-control-plane4): no', next: ['The cluster is as it was: nothing of the new nodes is left.']})
      assertAsBefore(cluster, 'dev-control-plane4')
      assert.equal(cluster.balancer(), 'KINA_CONTROL_PLANES="dev-control-plane dev-control-plane2 dev-control-plane3"\n')
    }))

  it('leaves nothing when it is interrupted, and ends as an interruption', async () => {
    const controller = new AbortController()
    const join = async () => {
      controller.abort(new KinaError({code: 'E_INTERRUPTED', message: 'stop', exit: 130}))
      return sleep(60_000, '', {signal: controller.signal})
    }
    await livingCluster({join, signal: controller.signal}, async (cluster) => {
      await assert.rejects(addNodes(cluster.app, worker, quietStep), {code: 'E_INTERRUPTED', exit: 130})
      assertAsBefore(cluster, 'dev-worker2')
    })
  })

  it('says what is left when that cannot be removed', () =>
    livingCluster({join: () => Promise.reject(new Error('no'))}, async ({app, fake}) => {
      fake.fail('removeNode', new Error('the disk is busy'))
      await assert.rejects(addNodes(app, worker, quietStep), {detail: /the disk is busy/, next: ['Remove what is left: kina node remove dev dev-worker2 --force']})
    }))
})

function assertAsBefore({fake, plan, objects, members, secrets, record, journal}: LivingCluster, added: string): void {
  assert.ok(fake.calls.includes(`createNode ${added}`))
  assert.deepEqual([...fake.world.nodes.keys()], plan.nodes.map(({name}) => name))
  assert.deepEqual([...fake.world.volumes.keys()], plan.nodes.map(({name}) => `${name}-var`))
  assert.ok(!objects.has(added) && !members.has(added))
  assert.deepEqual([...secrets], [])
  assert.deepEqual(record().nodes, plan.nodes)
  assert.ok(!journal.at(-1)!.includes(added), journal.at(-1))
}
