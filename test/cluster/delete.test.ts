import assert from 'node:assert/strict'
import {access, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import type {App} from '../../src/app.js'
import {deleteCluster, deleteClusters} from '../../src/cluster/delete.js'
import {withClusterLock} from '../../src/cluster/lock.js'
import type {KinaError} from '../../src/errors.js'
import {fakeContext, fakeRuntime, testNode, testPlan, type FakeRuntime} from '../../src/testing/index.js'
import {exportTo} from '../kubeconfig/scratch-home.js'
import {quietStep, withApp} from './test-app.js'

describe('deleting a cluster', () => {
  it('removes its nodes and its kubeconfig entries, and leaves other clusters alone', async () => {
    const fake = await runtimeWith('dev', 'other')
    await withApp({runtimes: [fake]}, async (app) => {
      await exportTo(app.home, 'other')
      await exportTo(app.home, 'dev')
      const result = await deleteCluster(app, 'dev')
      assert.deepEqual({...result, kubeconfigs: [...result.kubeconfigs].sort()}, {name: 'dev', runtimes: ['fake'], kubeconfigs: [join(app.home, '.kube/config'), join(app.home, '.kube/dev')]})
      assert.deepEqual([...fake.world.nodes.keys()], ['other-control-plane'])
      await assert.rejects(access(join(app.home, '.kube/dev')))
      await access(join(app.home, '.kube/other'))
      const merged = await readFile(join(app.home, '.kube/config'), 'utf8')
      assert.doesNotMatch(merged, /kina-dev/)
      assert.match(merged, /kina-other/)
    })
  })

  it('can be done again: nothing there is an answer', async () => {
    const fake = await runtimeWith('dev')
    await withApp({runtimes: [fake]}, async (app) => {
      await deleteCluster(app, 'dev')
      assert.deepEqual(await deleteCluster(app, 'dev'), {name: 'dev', runtimes: [], kubeconfigs: []})
    })
  })

  it('removes a ruin of which there is only a network', async () => {
    const fake = fakeRuntime()
    fake.world.networks.add('dev')
    await withApp({runtimes: [fake]}, async (app) => {
      assert.deepEqual((await deleteCluster(app, 'dev')).runtimes, ['fake'])
      assert.equal(fake.world.networks.size, 0)
    })
  })

  it('removes it from every runtime that has something of it, and asks no runtime that is not available', async () => {
    const [one, two] = [await runtimeWith('dev'), fakeRuntime({name: 'second'})]
    const away = fakeRuntime({name: 'third', probe: {available: false, reason: 'not installed'}})
    two.world.volumes.set('dev-var', 'dev')
    await withApp({runtimes: [one, two, away]}, async (app) => {
      assert.deepEqual((await deleteCluster(app, 'dev')).runtimes.toSorted(), ['fake', 'second'])
      assert.deepEqual(away.calls, ['probe'])
    })
  })

  it('forgets the kubeconfig of a cluster that is gone already', () =>
    withApp({runtimes: [fakeRuntime()]}, async (app) => {
      await exportTo(app.home, 'dev')
      assert.equal((await deleteCluster(app, 'dev')).kubeconfigs.length, 2)
    }))

  it('is refused where the kubeconfig names a runtime that does not answer, and says so', async () => {
    const fake = fakeRuntime({probe: {available: false, reason: 'its service is down'}})
    await withApp({runtimes: [fake]}, async (app) => {
      await exportTo(app.home, 'dev')
      await assert.rejects(deleteCluster(app, 'dev'), (error: KinaError) => error.code === 'E_RUNTIME_UNAVAILABLE' && /its service is down/.test(error.detail ?? '') && /delete-context kina-dev$/.test(error.next.at(-1)!))
      await access(join(app.home, '.kube/dev'))
    })
  })

  it('keeps the kubeconfig when the cluster cannot be removed', async () => {
    const fake = await runtimeWith('dev')
    fake.fail('removeCluster', new Error('busy'))
    await withApp({runtimes: [fake]}, async (app) => {
      await exportTo(app.home, 'dev')
      await assert.rejects(deleteCluster(app, 'dev'), {code: 'E_PROVIDER_FAILED', message: 'runtime fake, removeCluster: busy'})
      await access(join(app.home, '.kube/dev'))
    })
  })

  it('waits until the kina that works on the cluster has ended', async () => {
    const fake = await runtimeWith('dev')
    await withApp({runtimes: [fake]}, async (app) => {
      let ended = false
      const other = withClusterLock(app, 'dev', {wait: false}, async () => {
        await sleep(300)
        assert.equal(fake.calls.includes('removeCluster dev'), false)
        ended = true
      })
      await sleep(20)
      await deleteCluster(app, 'dev')
      assert.ok(ended)
      await other
    })
  })
})

describe('deleting clusters by name', () => {
  const names = async (app: App, names: readonly string[], all = false) => (await deleteClusters(app, {names, all}, quietStep)).map(({name}) => name)

  it('takes kina when none is given, each once, and all on demand', async () => {
    const fake = await runtimeWith('kina', 'a', 'b')
    await withApp({runtimes: [fake]}, async (app) => {
      assert.deepEqual(await names(app, []), ['kina'])
      assert.deepEqual(await names(app, ['nosuch', 'nosuch']), ['nosuch'])
      assert.deepEqual(await names(app, [], true), ['a', 'b'])
      assert.deepEqual(await names(app, [], true), [])
    })
  })

  it('refuses names that no cluster can have, all at once, before anything is removed', async () => {
    const fake = await runtimeWith('a')
    await withApp({runtimes: [fake]}, async (app) => {
      await assert.rejects(names(app, ['a', 'My_Name', 'config']), {code: 'E_CONFIG_INVALID', exit: 2, message: /"My_Name" is not a cluster name[^]*"config" is reserved/})
      assert.deepEqual([...fake.world.nodes.keys()], ['a-control-plane'])
    })
  })
})

async function runtimeWith(...clusters: string[]): Promise<FakeRuntime> {
  const fake = fakeRuntime({images: ['i']})
  for (const cluster of clusters) {
    const plan = testPlan(cluster, 'fake', [testNode(cluster, {name: `${cluster}-control-plane`, role: 'control-plane', image: 'i'})])
    await (await fake.backend.prepare(plan, fakeContext()))(plan.nodes[0])
  }
  return fake
}
