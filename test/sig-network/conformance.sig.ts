import assert from 'node:assert/strict'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {contextOf, createCluster} from '../e2e/cluster.js'
import {newUser, type User} from '../e2e/kina.js'
import {done} from '../e2e/run.js'
import type {ClusterContext} from '../../src/contract/index.js'
import {e2ePrograms, type E2ePrograms} from './e2e-program.js'
import {TEST_IMAGES} from './images.js'
import {imageArchives, workshop} from './prepare.js'
import {publish} from './publish.js'
import {listedImages, listedTests, runConformance} from './run-conformance.js'

/** e2e.test runs on the machine, and what is compiled for nodes runs on Linux alone. */
const suite = process.platform === 'linux' ? describe : describe.skip

for (const cni of ['flannel', 'cilium']) {
  suite(`Kubernetes’ own conformance tests of sig-network, with ${cni}`, () => {
    const name = `sig-${cni}`
    let user: User
    let programs: E2ePrograms
    let archives: readonly string[]
    let cluster: ClusterContext
    let directory: string

    before(async () => {
      directory = await mkdtemp(join(tmpdir(), `kina-${name}-`))
      const shop = workshop()
      programs = await e2ePrograms(shop)
      archives = await imageArchives(TEST_IMAGES, shop)
      user = await newUser()
      await done(user.kina(['plugins', 'install', `kina-cni-${cni}`]))
      // Two workers, because the tests put pods on two nodes that take any.
      cluster = await contextOf(await createCluster(user, [name, '--workers', '2', '--cni', cni, '--wait', '10m']))
    })

    after(async function () {
      await user?.kina(['cluster', 'delete', name])
      await user?.leave()
      const failed = this.test?.parent?.tests.some(({state}) => state === 'failed')
      if (failed) console.log(`what the tests wrote: ${directory}`)
      else await rm(directory, {recursive: true, force: true})
    })

    it('has the images that the tests ask for by their names of today', async () => {
      const listed = await listedImages(programs)
      assert.deepEqual(TEST_IMAGES.map(({ref}) => ref).filter((ref) => !listed.includes(ref)), [])
    })

    it('passes every one', async () => {
      const listed = await listedTests(programs)
      assert.ok(listed.length > 0)
      const specs = await runConformance({user, cluster, programs, archives, directory: join(directory, 'run')})
      await publish({cni, specs, cluster, user})
      assert.deepEqual(specs.filter(({state}) => state !== 'passed').map(({name: spec, state, message}) => `${state}: ${spec}: ${message.split('\n')[0]}`), [])
      assert.deepEqual(specs.map(({name: spec}) => spec).sort(), listed)
    })
  })
}
