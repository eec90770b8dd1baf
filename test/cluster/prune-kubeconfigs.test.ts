import assert from 'node:assert/strict'
import {mkdir, readFile, readdir, writeFile} from 'node:fs/promises'
import {delimiter, join} from 'node:path'
import type {App} from '../../src/app.js'
import {withClusterLock} from '../../src/cluster/lock.js'
import {pruneKubeconfigs} from '../../src/cluster/prune-kubeconfigs.js'
import {exportTo, load, namesIn} from '../kubeconfig/scratch-home.js'
import {fakeContext, fakeRuntime, type FakeRuntime} from '../../src/testing/index.js'
import {examplePlan} from '../plan/example-plan.js'
import {withApp} from './test-app.js'

describe('pruning kubeconfigs', () => {
  it('removes clusters that their runtime does not have any more, and nothing else', () =>
    withCluster('alive', async (app) => {
      await exportTo(app.home, 'alive')
      await exportTo(app.home, 'gone')
      const config = join(app.home, '.kube/config')
      const theirs = '- cluster:\n    server: https://1.2.3.4\n  name: kina-theirs\n'
      await writeFile(config, (await readFile(config, 'utf8')).replace('clusters:\n', `clusters:\n${theirs}`))
      const own = join(app.home, '.kube/gone')
      const planned = await pruneKubeconfigs(app, {dryRun: true})
      assert.deepEqual(planned, {removed: [{context: 'kina-gone', file: config}, {context: 'kina-gone', file: own}], kept: [], dryRun: true})
      assert.deepEqual(namesIn(await load(config), 'clusters'), ['kina-theirs', 'kina-alive', 'kina-gone'])
      assert.deepEqual(await pruneKubeconfigs(app, {dryRun: false}), {...planned, dryRun: false})
      const after = await load(config)
      assert.deepEqual([namesIn(after, 'clusters'), namesIn(after, 'users'), after['current-context']], [['kina-theirs', 'kina-alive'], ['kina-alive'], ''])
      assert.deepEqual((await readdir(join(app.home, '.kube'))).sort(), ['alive', 'config'])
      assert.deepEqual((await pruneKubeconfigs(app, {dryRun: false})).removed, [])
    }))

  it('looks into every file of KUBECONFIG', () =>
    withCluster('alive', async (given) => {
      const files = ['a', 'b'].map((name) => join(given.home, name))
      const app = {...given, env: {KUBECONFIG: files.join(delimiter)}}
      await exportTo(app.home, 'gone', {env: {KUBECONFIG: files[0]}})
      await exportTo(app.home, 'gone', {env: {KUBECONFIG: files[1]}})
      const {removed} = await pruneKubeconfigs(app, {dryRun: false})
      assert.deepEqual(removed.map(({file}) => file), [...files, join(app.home, '.kube/gone')])
      for (const file of files) assert.deepEqual(namesIn(await load(file), 'contexts'), [])
    }))

  it('keeps what a runtime has that cannot be asked, what is on another machine, and what another kina works on', async () => {
    const away = fakeRuntime({name: 'away', probe: {available: false, reason: 'its service is stopped'}})
    const failing = fakeRuntime({name: 'failing'})
    failing.fail('listClusters', new Error('boom'))
    await withCluster('alive', async (app) => {
      for (const runtime of ['away', 'failing', 'unheard-of']) await exportTo(app.home, `on-${runtime}`, {runtime})
      await exportTo(app.home, 'elsewhere')
      const file = join(app.home, '.kube/config')
      // The last in either file.
      for (const path of [file, join(app.home, '.kube/elsewhere')]) await writeFile(path, (await readFile(path, 'utf8')).replace(/machine: .*(?![^]*machine:)/, 'machine: another'))
      await exportTo(app.home, 'busy')
      const {removed, kept} = await withClusterLock(app, 'busy', {wait: false}, () => pruneKubeconfigs(app, {dryRun: false}))
      assert.deepEqual(removed, [])
      const reasons = Object.fromEntries(kept.filter((entry) => entry.file === file).map(({context, reason}) => [context, reason]))
      assert.match(reasons['kina-on-away'] ?? '', /^the runtime away cannot be asked: .*its service is stopped/)
      assert.match(reasons['kina-on-failing'] ?? '', /^the runtime failing cannot be asked: .*boom/)
      assert.match(reasons['kina-on-unheard-of'] ?? '', /^the runtime unheard-of cannot be asked: There is no runtime called "unheard-of"/)
      assert.equal(reasons['kina-elsewhere'], 'it is of the machine another')
      assert.match(reasons['kina-busy'] ?? '', /Another kina is working on the cluster "busy"/)
      assert.equal(kept.length, 10)
    }, [away, failing])
  })

  it('keeps a cluster that was made after the runtime was asked', () =>
    withCluster('alive', async (app, fake) => {
      await exportTo(app.home, 'new')
      const {listClusters} = fake.backend
      let asked = 0
      fake.backend.listClusters = async (ctx) => [...(await listClusters(ctx)), ...(asked++ > 0 ? ['new'] : [])]
      assert.deepEqual(await pruneKubeconfigs(app, {dryRun: false}), {removed: [], kept: [], dryRun: false})
      assert.deepEqual(namesIn(await load(join(app.home, '.kube/config')), 'contexts'), ['kina-new'])
    }))

  it('leaves a damaged file as it is, says so, and goes on', () =>
    withCluster('alive', async (given, _fake, logged) => {
      const damaged = join(given.home, 'damaged')
      const app = {...given, env: {KUBECONFIG: damaged}}
      await exportTo(app.home, 'gone')
      await mkdir(join(app.home, '.kube'), {recursive: true})
      await writeFile(damaged, 'clusters:\n- name: kina-gone\n  cluster: {server: [\n')
      assert.equal((await pruneKubeconfigs(app, {dryRun: false})).removed.length, 2)
      assert.equal(await readFile(damaged, 'utf8'), 'clusters:\n- name: kina-gone\n  cluster: {server: [\n')
      assert.match(logged.join('\n'), /warn: .*damaged:\d+:\d+ is not a valid kubeconfig/)
    }))
})

/** An App over one fake that has a cluster, and over others. */
async function withCluster(name: string, work: (app: App, fake: FakeRuntime, logged: readonly string[]) => Promise<void>, others: readonly FakeRuntime[] = []): Promise<void> {
  const fake = fakeRuntime({images: ['kina/node:v1.31.0']})
  const plan = examplePlan({workers: 0}, {name})
  await (await fake.backend.prepare(plan, fakeContext()))(plan.nodes[0])
  await withApp({runtimes: [fake, ...others]}, async (app, logged) => work(app, fake, logged))
}
