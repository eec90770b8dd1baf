import assert from 'node:assert/strict'
import {assertBack, writeObject} from '../e2e/back.js'
import {createCluster} from '../e2e/cluster.js'
import {newUser, type User} from '../e2e/kina.js'
import {overRuntimes} from '../e2e/over-runtimes.js'
import {done} from '../e2e/run.js'
import {waitUntil} from '../e2e/wait-until.js'

const CLUSTER = 'full-planes'
/** Elsewhere fewer: what brings them back is the same. */
const ROUNDS = {byDefault: 10, elsewhere: 3}

/** Three control planes and two workers lose all their processes and all their addresses, and nothing else. */
await overRuntimes('a cluster of three control planes', (place) => {
  const controlPlanes = ['', '2', '3'].map((number) => `${CLUSTER}-control-plane${number}`)
  const words: string[] = []
  let user: User
  let nodes: string[] = []
  before(async () => {
    user = await newUser(place)
    nodes = (await createCluster(user, [CLUSTER, '--control-planes', '3', '--workers', '2'])).nodes.map(({name}) => name)
  })
  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    assert.deepEqual(await place.leftovers(CLUSTER), [])
    await user.leave()
  })

  it('is ready, with every API server in the service kubernetes and every member of etcd known by its name', async () => {
    await assertBack(user, CLUSTER, {words, controlPlanes})
    assert.deepEqual(await memberUrls(), controlPlanes.map((node) => `https://${node}:2380`).sort())
  })

  it('answers this machine without one of its control planes', async () => {
    await place.ends['kill']!(controlPlanes[0]!)
    const {KubeConfig, CoreV1Api} = await import('@kubernetes/client-node')
    const config = new KubeConfig()
    config.loadFromFile(`${user.home}/.kube/${CLUSTER}`)
    const api = config.makeApiClient(CoreV1Api)
    // The load balancer has to notice, and etcd may need another leader.
    await waitUntil('an answer', async () => (await api.listNode()).items.length === 5)
    await done(user.kina(['cluster', 'start', CLUSTER]))
    await assertBack(user, CLUSTER, {words, controlPlanes})
  })

  const rounds = place.byDefault ? ROUNDS.byDefault : ROUNDS.elsewhere
  for (let round = 1; round <= rounds; round++) {
    it(`is back after all nodes were killed and have got other addresses, ${round} of ${rounds}`, async () => {
      await writeObject(user, CLUSTER, words[words.push(`round-${round}`) - 1]!)
      // Each time another one is the first.
      const order = [...nodes.slice(round % nodes.length), ...nodes.slice(0, round % nodes.length)]
      for (const node of order) await place.ends['kill']!(node)
      await place.renumber(CLUSTER)
      await done(user.kina(['cluster', 'start', CLUSTER]))
      await assertBack(user, CLUSTER, {words, controlPlanes})
      await done(user.kina(['network', 'verify', CLUSTER]))
    })
  }

  async function memberUrls(): Promise<string[]> {
    const pki = '/etc/kubernetes/pki/etcd'
    const curl = ['curl', '--silent', '--fail', '--cacert', `${pki}/ca.crt`, '--cert', `${pki}/healthcheck-client.crt`, '--key', `${pki}/healthcheck-client.key`]
    const {stdout} = await done(place.tool(['exec', controlPlanes[0]!, ...curl, '--data', '{}', 'https://127.0.0.1:2379/v3/cluster/member/list']))
    return (JSON.parse(stdout) as {members: {peerURLs: string[]}[]}).members.flatMap(({peerURLs}) => peerURLs).sort()
  }
})
