import assert from 'node:assert/strict'
import type {App} from '../../src/app.js'
import {restartCluster, startCluster, stopCluster} from '../../src/cluster/power.js'
import {fakeContext, fakeRuntime, type FakeRuntime, type FakeRuntimeOptions} from '../../src/testing/index.js'
import {examplePlan} from '../plan/example-plan.js'
import {quietStep, withApp} from './test-app.js'

const IMAGE = 'kina/node:v1.31.0'

describe('stopping and starting clusters', () => {
  it('stops all nodes that run, and says which', () =>
    scene({}, async ({app, fake}) => {
      assert.deepEqual((await stopCluster(app, 'dev', quietStep)).nodes, ['dev-control-plane', 'dev-worker'])
      assert.deepEqual([...fake.world.nodes.values()].map(({running}) => running), [false, false])
      assert.deepEqual((await stopCluster(app, 'dev', quietStep)).nodes, [])
    }))

  it('starts every node, those that run as well, and waits for the API server', () =>
    scene({}, async ({app, fake}) => {
      await fake.backend.power!.stop((await fake.backend.listNodes(fakeContext()))[0]!, fakeContext())
      const before = fake.calls.length
      // Nothing answers in a fake's node: what is waited for is told.
      await assert.rejects(startCluster(app, 'dev', quietStep), /the file .*admin\.conf|exit code/)
      assert.deepEqual(fake.calls.slice(before).filter((call) => call.startsWith('start')).sort(), ['start dev-control-plane', 'start dev-worker'])
    }))

  it('restarts by both', () =>
    scene({}, async ({app, fake}) => {
      await assert.rejects(restartCluster(app, 'dev', quietStep))
      const order = fake.calls.filter((call) => /^(stop|start) /.test(call)).map((call) => call.split(' ')[0])
      assert.deepEqual(order, ['stop', 'stop', 'start', 'start'])
    }))

  it('lets every stop end before one of them fails', () =>
    scene({}, async ({app, fake}) => {
      fake.fail('stop', new Error('no'), 1)
      await assert.rejects(stopCluster(app, 'dev', quietStep), /no/)
      assert.equal([...fake.world.nodes.values()].filter(({running}) => !running).length, 1)
    }))

  it('is an error where there is no such cluster', () =>
    scene({}, async ({app}) => assert.rejects(startCluster(app, 'other', quietStep), {code: 'E_CLUSTER_NOT_FOUND', message: /There are: dev\./})))

  it('is an error where the runtime cannot do it', () =>
    scene({power: false}, async ({app}) => assert.rejects(stopCluster(app, 'dev', quietStep), {code: 'E_POWER_UNSUPPORTED', message: 'The runtime fake cannot stop and start the nodes of "dev".'})))

  it('is an error where no control plane is left', () =>
    scene({}, async ({app, fake}) => {
      fake.world.nodes.delete('dev-control-plane')
      await assert.rejects(startCluster(app, 'dev', quietStep), {code: 'E_CLUSTER_NOT_FOUND', next: ['kina cluster delete dev removes what is.']})
    }))
})

/** A cluster of two nodes on a fake runtime, where programs answer as far as a start asks before the kubeconfig. */
async function scene(options: FakeRuntimeOptions, work: (scene: {app: App; fake: FakeRuntime}) => Promise<void>): Promise<void> {
  const fake = fakeRuntime({images: [IMAGE], exec: [({argv}) => ({crictl: '', curl: '200'})[argv[0] as string]], ...options})
  await withApp({runtimes: [fake]}, async (app) => {
    const plan = examplePlan({workers: 1})
    const createNode = await fake.backend.prepare(plan, fakeContext())
    for (const node of plan.nodes) await createNode(node)
    await work({app, fake})
  })
}
