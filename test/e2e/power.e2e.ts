import assert from 'node:assert/strict'
import {join} from 'node:path'
import {assertBack, writeObject} from './back.js'
import {createCluster} from './cluster.js'
import {newUser, type User} from './kina.js'
import {overRuntimes} from './over-runtimes.js'
import {done} from './run.js'

const CLUSTER = 'e2e-power'
const NODE = `${CLUSTER}-control-plane`

await overRuntimes('a cluster of one control plane that ends and is started again', (place) => {
  let user: User
  const words: string[] = []
  before(async () => {
    user = await newUser(place)
    await createCluster(user, [CLUSTER])
  })
  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    assert.deepEqual(await place.leftovers(CLUSTER), [])
    await user.leave()
  })

  const started = async () => {
    await done(user.kina(['cluster', 'start', CLUSTER]))
    await assertBack(user, CLUSTER, {words, controlPlanes: [NODE]})
  }

  it('is stopped by kina, listed as stopped, and back after a start with another address', async () => {
    await writeObject(user, CLUSTER, words[words.push('kina') - 1]!)
    const before = await place.addressOf(NODE)
    await done(user.kina(['cluster', 'stop', CLUSTER]))
    const {clusters} = JSON.parse((await done(user.kina(['cluster', 'list', '--json']))).stdout) as {clusters: {name: string; status: string}[]}
    assert.equal(clusters.find(({name}) => name === CLUSTER)?.status, 'stopped')
    await place.renumber(CLUSTER)
    await started()
    assert.notEqual(await place.addressOf(NODE), before)
  })

  const {'kill -9 of conmon': orphan} = place.ends
  if (orphan) {
    it('is stopped by kina, and by the runtime’s own stop, after a kill -9 of conmon', async () => {
      for (const stop of [() => done(user.kina(['cluster', 'stop', CLUSTER])), () => place.ends['stop']!(NODE)]) {
        await orphan(NODE)
        await stop()
        await started()
      }
    })
  }

  for (const [title, end] of Object.entries(place.ends)) {
    it(`is back after ${place.program}: ${title}`, async () => {
      await writeObject(user, CLUSTER, words[words.push(title.replaceAll(' ', '-')) - 1]!)
      await end(NODE)
      await started()
    })
  }

  it('is reached from this machine with the kubeconfig that was there before', async () => {
    const {KubeConfig, CoreV1Api} = await import('@kubernetes/client-node')
    const config = new KubeConfig()
    config.loadFromFile(join(user.home, '.kube', 'config'))
    const {items} = await config.makeApiClient(CoreV1Api).listNode()
    assert.deepEqual(items.map(({metadata}) => metadata?.name), [NODE])
  })

  it('is started when it runs already, and restarted in one', async () => {
    await started()
    const {nodes} = JSON.parse((await done(user.kina(['cluster', 'restart', CLUSTER, '--json']))).stdout) as {nodes: string[]}
    assert.deepEqual(nodes, [NODE])
    await assertBack(user, CLUSTER, {words, controlPlanes: [NODE]})
  })
}, {wanted: 'one'})
