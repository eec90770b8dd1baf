import assert from 'node:assert/strict'
import {execa} from 'execa'
import type {ClusterPlan} from '../../src/contract/index.js'
import {checkPodNetwork} from '../../src/testing/index.js'
import {contextOf} from './cluster.js'
import {outsider, passing, type Outsider} from './outside.js'
import {waitUntil} from './wait-until.js'

const CLUSTER = 'e2e-demo'

/** What the guide for authors promises, with nothing but the packed kina. */
describe('a plugin as kina plugins new writes it', () => {
  let user: Outsider
  before(async () => void (user = await outsider()))
  after(() => user.leave())

  describe('cni', () => {
    let plan: ClusterPlan
    after(async () => void (await user.kina('', 'cluster', 'delete', CLUSTER)))

    it('installs and builds', async () => {
      const said = await user.kina('', 'plugins', 'new', 'cni', 'demo')
      assert.match(said, /cd kina-cni-demo\n {2}npm install\n/)
      await user.install('kina-cni-demo')
      await user.run('kina-cni-demo', 'npm', 'run', 'build')
    })

    it('passes its own tests on a cluster of their own', async () => {
      const said = await user.run('kina-cni-demo', 'npm', 'test')
      // Its unit tests alone are fewer, and a skipped suite is not what is to be shown.
      assert.ok(passing(said) > 20, said)
      assert.doesNotMatch(said, /no runtime is available/i)
    })

    it('is the CNI of a cluster once it is linked, with an option', async () => {
      assert.match(await user.kina('kina-cni-demo', 'plugins', 'link', '.'), /kina-cni-demo/)
      const created = await user.kina('', 'cluster', 'create', CLUSTER, '--workers', '1', '--cni', 'demo', '--cni-option', 'mtu=1400', '--json')
      plan = (JSON.parse(created) as {plan: ClusterPlan}).plan
      assert.deepEqual([plan.cni, plan.cniOptions], ['demo', {mtu: 1400}])
    })

    it('lets pods talk', async () => assertAll(await checkPodNetwork(await contextOf(plan))))

    it('does so again after a node was stopped and started, without anybody doing anything', async () => {
      const worker = `${CLUSTER}-worker`
      await execa('podman', ['stop', '--time', '20', worker])
      await execa('podman', ['start', worker])
      const since = Date.now()
      const {kubectl} = await contextOf(plan)
      await waitUntil('the kubelet of the worker is heard of again', async () => {
        const {stdout} = await kubectl(['get', 'lease', '-n', 'kube-node-lease', worker, '-o', 'jsonpath={.spec.renewTime}'])
        return Date.parse(stdout) > since
      })
      assertAll(await checkPodNetwork(await contextOf(plan)))
    })
  })
})

function assertAll(results: readonly {readonly rule: string; readonly ok: boolean; readonly detail: string}[]): void {
  assert.ok(results.length > 5)
  assert.deepEqual(results.filter(({ok}) => !ok).map(({rule, detail}) => `${rule}: ${detail}`), [])
}
