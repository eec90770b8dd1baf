import assert from 'node:assert/strict'
import {describeClusters} from '../../src/cluster/describe.js'
import {exportFromCluster} from '../../src/cluster/export-kubeconfig.js'
import {IMAGE_LABELS} from '../../src/plan/labels.js'
import {clusterListText} from '../../src/report/cluster-list-text.js'
import {fakeContext, fakeRuntime, type FakeRuntime} from '../../src/testing/index.js'
import {examplePlan} from '../plan/example-plan.js'
import {withApp} from './test-app.js'

describe('describing clusters', () => {
  it('tells what the labels of nodes tell, the control plane first', async () => {
    const fake = await runtimeWith({dev: 1})
    await withApp({runtimes: [fake]}, async (app) => {
      const image = 'kina/node:v1.31.0'
      assert.deepEqual(await describeClusters(app), [
        {
          ...{name: 'dev', status: 'running', kubernetes: 'v1.31.0', cni: 'some', runtime: 'fake', api: '127.0.0.1:40123'},
          images: [{ref: image, own: false}],
          nodes: [
            {name: 'dev-control-plane', role: 'control-plane', running: true, image},
            {name: 'dev-worker', role: 'worker', running: true, image},
          ],
        },
      ])
    })
  })

  it('says which run, which partly, which are stopped, and what is a ruin', async () => {
    const fake = await runtimeWith({a: 1, b: 1, c: 1})
    fake.world.networks.add('d')
    const nodes = new Map((await fake.backend.listNodes(fakeContext())).map((node) => [node.name, node]))
    for (const name of ['b-worker', 'c-control-plane', 'c-worker']) await fake.backend.power!.stop(nodes.get(name)!, fakeContext())
    await withApp({runtimes: [fake]}, async (app) => {
      const clusters = await describeClusters(app)
      assert.deepEqual(clusters.map(({name, status}) => [name, status]), [['a', 'running'], ['b', 'partial'], ['c', 'stopped'], ['d', 'ruin']])
      assert.deepEqual(clusters[3], {name: 'd', status: 'ruin', kubernetes: '', cni: '', runtime: 'fake', api: '', images: [], nodes: []})
    })
  })

  it('tells whose image each runs on, also one that is not there any more', async () => {
    const fake = await runtimeWith({a: 0, b: 0, c: 0})
    const [a, b, c] = ['a', 'b', 'c'].map((name) => fake.world.nodes.get(`${name}-control-plane`)!)
    fake.world.images.set('own:1', {id: 'own', names: ['own:1'], labels: {[IMAGE_LABELS.inputs]: 'x'}, size: 1, created: '2024-01-01T00:00:00.000Z'})
    Object.assign(b!, {plan: {...b!.plan, image: 'own:1'}})
    Object.assign(c!, {plan: {...c!.plan, image: 'gone:1'}})
    await withApp({runtimes: [fake]}, async (app) => {
      const clusters = await describeClusters(app)
      assert.deepEqual(clusters.map(({images}) => images), [[{ref: a!.plan.image, own: false}], [{ref: 'own:1', own: true}], [{ref: 'gone:1', own: null}]])
      assert.match(clusterListText(clusters), /\n\nThe cluster "a" runs on kina\/node:v1\.31\.0, which kina did not build\. What it lacks: kina image verify kina\/node:v1\.31\.0$/)
    })
  })

  it('lists them although a store does not answer', async () => {
    const fake = await runtimeWith({dev: 0})
    fake.backend.images.inspect = async () => Promise.reject(new Error('boom'))
    await withApp({runtimes: [fake]}, async (app, logged) => {
      assert.deepEqual((await describeClusters(app)).map(({images}) => images), [[{ref: 'kina/node:v1.31.0', own: null}]])
      assert.match(logged.join('\n'), /debug: the image kina\/node:v1\.31\.0 cannot be looked at: .*boom/)
    })
  })

  it('leaves out what kina has for a moment, and runtimes that are not available', async () => {
    const fake = await runtimeWith({dev: 0, 'kina-tmp-0123': 0})
    const away = fakeRuntime({name: 'away', probe: {available: false, reason: 'not installed'}})
    const broken = fakeRuntime({name: 'broken'})
    broken.fail('probe', new Error('boom'))
    await withApp({runtimes: [away, broken, fake]}, async (app) => {
      assert.deepEqual((await describeClusters(app)).map(({name}) => name), ['dev'])
    })
  })
})

describe('exporting the kubeconfig of a cluster', () => {
  it('names the clusters there are when it is not among them', async () => {
    const fake = await runtimeWith({a: 0, b: 0, 'kina-tmp-0123': 0})
    await withApp({runtimes: [fake]}, async (app) => {
      await assert.rejects(exportFromCluster(app, 'c', {setCurrent: true}), {code: 'E_CLUSTER_NOT_FOUND', message: 'There is no cluster "c". There are: a, b.', next: ['kina cluster create c']})
    })
  })

  it('says that the control plane does not run', async () => {
    const fake = await runtimeWith({a: 0})
    const [node] = await fake.backend.listNodes(fakeContext())
    await fake.backend.power!.stop(node!, fakeContext())
    await withApp({runtimes: [fake]}, async (app) => {
      await assert.rejects(exportFromCluster(app, 'a', {setCurrent: true}), {code: 'E_CLUSTER_NOT_FOUND', message: 'The control plane of "a" does not run.'})
    })
  })
})

/** Clusters by name, with so many workers. */
async function runtimeWith(clusters: Readonly<Record<string, number>>): Promise<FakeRuntime> {
  const fake = fakeRuntime({images: ['kina/node:v1.31.0']})
  for (const [name, workers] of Object.entries(clusters)) {
    const plan = examplePlan({workers}, {name})
    const createNode = await fake.backend.prepare(plan, fakeContext())
    for (const planned of plan.nodes.toReversed()) await createNode(planned)
  }
  return fake
}
