import assert from 'node:assert/strict'
import type {App} from '../../src/app.js'
import {deleteCluster} from '../../src/cluster/delete.js'
import {describeClusters} from '../../src/cluster/describe.js'
import {findClusters} from '../../src/cluster/find.js'
import {requireCluster} from '../../src/cluster/require-cluster.js'
import {cleanImages} from '../../src/node-image/clean.js'
import {fakeRuntime, type FakeRuntime} from '../../src/testing/index.js'
import {exportTo} from '../kubeconfig/scratch-home.js'
import {withApp} from './test-app.js'

describe('finding clusters', () => {
  it('goes on without a runtime that cannot say whether it is there, and says so', () => with2(['probe'], async (app, logged) => {
    assert.deepEqual((await findClusters(app)).map(({name}) => name), ['dev'])
    assert.deepEqual(logged, ['warn: The runtime bad of the plugin fakes is left out: runtime bad, probe: boom'])
    assert.deepEqual((await deleteCluster(app, 'nosuch')).runtimes, [])
  }))

  it('goes on without a runtime that cannot list, and says so', () => with2(['listNodes'], async (app, logged) => {
    assert.deepEqual((await findClusters(app)).map(({name}) => name), ['dev'])
    assert.deepEqual(logged, ['warn: The runtime bad of the plugin fakes is left out: runtime bad, listNodes: boom'])
  }))

  it('fails when no runtime answers', () => with2(['listNodes'], async (app) => {
    const runtimes = [{...(await findClusters(app))[0]!.runtime, provider: {listNodes: async () => Promise.reject(new Error('gone')), listClusters: async () => []} as never}]
    await assert.rejects(findClusters(app, {runtimes}), /gone/)
  }))

  it('deletes what it finds, and does not call what it cannot see nothing', () => with2(['listClusters'], async (app) => {
    assert.deepEqual((await deleteCluster(app, 'dev')).runtimes, ['good'])
    await assert.rejects(deleteCluster(app, 'dev'), {message: 'runtime bad, listClusters: boom'})
  }))

  it('does not say that there is no cluster where its kubeconfig names a runtime that does not answer', async () => {
    const away = fakeRuntime({probe: {available: false, reason: 'its service is down'}})
    await withApp({runtimes: [fakeRuntime({name: 'good'}), away]}, async (app, logged) => {
      await exportTo(app.home, 'dev')
      assert.deepEqual(await describeClusters(app), [])
      assert.deepEqual(logged, ['warn: Not shown, but in a kubeconfig: dev. fake: its service is down'])
      await assert.rejects(requireCluster(app, 'dev'), {code: 'E_RUNTIME_UNAVAILABLE', detail: 'fake: its service is down'})
      await assert.rejects(requireCluster(app, 'nosuch'), {code: 'E_CLUSTER_NOT_FOUND'})
    })
  })

  it('removes no image while clusters may be unseen', () => with2(['listClusters'], async (app) => {
    await assert.rejects(cleanImages(app, {all: true, cache: false}), {message: 'runtime bad, listClusters: boom'})
  }))
})

/** A runtime that works and has something of a cluster, and one that fails in some methods. */
async function with2(failing: readonly Parameters<FakeRuntime['fail']>[0][], work: (app: App, logged: readonly string[]) => Promise<void>): Promise<void> {
  const [good, bad] = [fakeRuntime({name: 'good'}), fakeRuntime({name: 'bad'})]
  good.world.networks.add('dev')
  // A failure that is asked for holds for one call.
  for (const method of failing) Object.assign(bad.backend, {[method]: async () => Promise.reject(new Error('boom'))})
  await withApp({runtimes: [good, bad]}, work)
}
