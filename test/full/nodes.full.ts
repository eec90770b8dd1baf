import assert from 'node:assert/strict'
import type {ClusterPlan} from '../../src/contract/index.js'
import type {NodeList} from '../../src/nodes/list.js'
import {members} from '../../src/plan/roles.js'
import {checkPodNetwork} from '../../src/testing/index.js'
import {assertBack, writeObject} from '../e2e/back.js'
import {contextOf, createCluster} from '../e2e/cluster.js'
import {newUser, type User} from '../e2e/kina.js'
import {overRuntimes} from '../e2e/over-runtimes.js'
import type {Place} from '../e2e/places/place.js'
import {done} from '../e2e/run.js'
import {waitUntil} from '../e2e/wait-until.js'
import {healthy, healthyAgain, statusOf} from './healthy.js'

await overRuntimes('workers that come and go', (place) => {
  const CLUSTER = 'full-nodes'
  const [controlPlane, worker, second] = ['control-plane', 'worker', 'worker2'].map((name) => `${CLUSTER}-${name}`) as [string, string, string]
  const kubectl = (args: readonly string[], input?: string) => done(user.kubectl(CLUSTER, args, input))
  let user: User
  before(async () => {
    user = await newUser(place)
    await createCluster(user, [CLUSTER, '--workers', '1'])
    await writeObject(user, CLUSTER, 'kept')
    await kubectl(['apply', '-f', '-'], JSON.stringify(deployment(await pauseImage(place, controlPlane))))
    await kubectl(['rollout', 'status', 'deployment/web', '--timeout=60s'])
  })
  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    assert.deepEqual(await place.leftovers(CLUSTER), [])
    await user.leave()
  })

  it('a new one takes pods, and pods reach each other across', async () => {
    assert.deepEqual((await healthy(user, CLUSTER)).problems, [])
    assert.deepEqual(await change(user, ['add', CLUSTER]), [second])
    await kubectl(['rollout', 'restart', 'deployment/web'])
    await kubectl(['rollout', 'status', 'deployment/web', '--timeout=60s'])
    assert.ok((await nodesOfPods(user, CLUSTER)).includes(second))
    await works(user, CLUSTER)
    await healthy(user, CLUSTER)
  })

  it('a second control plane is refused where no load balancer is', () => refused(user, ['add', CLUSTER, '--role', 'control-plane'], 2, 'E_LOAD_BALANCER_MISSING'))
  it('the only control plane is refused', () => refused(user, ['remove', controlPlane, '--force'], 2, 'E_NODE_NEEDED'))

  it('a budget keeps one until it lets go, and is named', async () => {
    await kubectl(['create', 'poddisruptionbudget', 'all-of-web', '--selector=app=web', '--min-available=4'])
    const message = await refused(user, ['remove', worker, '--drain-timeout', '6s'], 1, 'E_NODE_DRAIN')
    assert.match(message, /PodDisruptionBudget .*: default\/all-of-web keeps web-/)
    await kubectl(['delete', 'poddisruptionbudget', 'all-of-web'])
    await healthy(user, CLUSTER)
    assert.deepEqual((await list(user, CLUSTER)).map(({name, schedulable}) => `${name} ${schedulable}`), [`${controlPlane} true`, `${worker} true`, `${second} true`])
  })

  it('one goes with its pods moved, and nothing else', async () => {
    assert.deepEqual(await change(user, ['remove', CLUSTER, worker]), [worker])
    await kubectl(['rollout', 'status', 'deployment/web', '--timeout=60s'])
    assert.deepEqual([...new Set(await nodesOfPods(user, CLUSTER))], [second])
    assert.deepEqual((await list(user, CLUSTER)).map(({name}) => name), [controlPlane, second])
    assert.deepEqual((await place.leftovers(CLUSTER)).filter((line) => /-worker(-var|$)/.test(line)), [])
    await works(user, CLUSTER)
    await healthy(user, CLUSTER)
  })

  it('Ctrl-C while one joins leaves nothing of it', async () => {
    const before = await traces(user, CLUSTER)
    const child = user.start(['node', 'add', CLUSTER])
    await waitUntil('kubeadm runs', async () => (await place.tool(['exec', worker, 'pgrep', '-x', 'kubeadm'])).exitCode === 0, 60)
    child.kill('SIGINT')
    const {exitCode, stderr} = await child
    assert.equal(exitCode, 130, String(stderr))
    assert.match(String(stderr), /nothing of the new nodes is left/)
    assert.deepEqual(await traces(user, CLUSTER), before)
    await works(user, CLUSTER)
    await healthy(user, CLUSTER)
  })

  it('one that is gone without kina is told of, and removed', async () => {
    await done(place.tool([...(place.program === 'container' ? ['delete'] : ['rm']), '--force', second]))
    const {status, exitCode} = await statusOf(user, CLUSTER)
    assert.equal(exitCode, 1)
    assert.ok(status.problems.some(({node, next}) => node === second && next === `kina node remove ${CLUSTER} ${second}`), JSON.stringify(status.problems))
    await refused(user, ['add', CLUSTER], 1, 'E_CLUSTER_NOT_FOUND')
    await change(user, ['remove', second])
    assert.deepEqual((await place.leftovers(CLUSTER)).filter((line) => line.includes(second)), [])
    assert.deepEqual(await change(user, ['add', CLUSTER, '--count', '2']), [worker, second])
    await works(user, CLUSTER)
    await healthy(user, CLUSTER)
  })

  it('what is there now comes back after a stop', async () => {
    await done(user.kina(['cluster', 'stop', CLUSTER]))
    const {status, exitCode} = await statusOf(user, CLUSTER)
    assert.deepEqual([exitCode, status.state], [3, 'stopped'])
    await done(user.kina(['cluster', 'start', CLUSTER]))
    await assertBack(user, CLUSTER, {words: ['kept'], controlPlanes: [controlPlane]})
    await works(user, CLUSTER)
    await healthy(user, CLUSTER)
  })
})

await overRuntimes('control planes that come and go', (place) => {
  const CLUSTER = 'full-nodes-ha'
  const [first, second, third] = ['', '2', '3'].map((number) => `${CLUSTER}-control-plane${number}`) as [string, string, string]
  let user: User
  before(async () => {
    user = await newUser(place)
    await createCluster(user, [CLUSTER, '--control-planes', '3'])
  })
  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    assert.deepEqual(await place.leftovers(CLUSTER), [])
    await user.leave()
  })

  it('the one that made the cluster goes, and another one takes its name', async () => {
    await change(user, ['remove', first])
    assert.deepEqual((await healthy(user, CLUSTER)).nodes.map(({name}) => name), [second, third, `${CLUSTER}-load-balancer`])
    assert.deepEqual(await change(user, ['add', CLUSTER, '--role', 'control-plane']), [first])
    await assertBack(user, CLUSTER, {words: [], controlPlanes: [first, second, third]})
    await works(user, CLUSTER)
    await healthy(user, CLUSTER)
  })

  it('with one dead, a healthy one is refused, and the dead one goes', async () => {
    await writeObject(user, CLUSTER, 'kept')
    await place.ends['kill']!(third)
    const message = await refused(user, ['remove', second, '--force'], 2, 'E_NODE_NEEDED')
    assert.match(message, /etcd would lose its majority/)
    assert.equal((await statusOf(user, CLUSTER)).exitCode, 1)
    await change(user, ['remove', third])
    // What ran on it is forgotten by a collector that looks every 20 s.
    await healthyAgain(user, CLUSTER, 60)
  })

  it('one is left, which stays; two join at once', async () => {
    await change(user, ['remove', second])
    await refused(user, ['remove', first, '--force'], 2, 'E_NODE_NEEDED')
    assert.deepEqual(await change(user, ['add', CLUSTER, '--role', 'control-plane', '--count', '2']), [second, third])
    await done(user.kina(['cluster', 'restart', CLUSTER]))
    await assertBack(user, CLUSTER, {words: ['kept'], controlPlanes: [first, second, third]})
    await healthy(user, CLUSTER)
  })
})

/** Runs `kina node add` or `remove`, which has to work. */
async function change(user: User, args: readonly string[]): Promise<readonly string[]> {
  const {stdout} = await done(user.kina(['node', ...args, '--json']))
  return (JSON.parse(stdout) as {nodes: string[]}).nodes
}

/** The same, which has to fail. */
async function refused(user: User, args: readonly string[], exit: number, code: string): Promise<string> {
  const {stdout, exitCode, all} = await user.kina(['node', ...args, '--json'])
  const {error} = JSON.parse(stdout) as {error: {code: string; message: string}}
  assert.deepEqual([exitCode, error.code], [exit, code], all)
  return error.message
}

async function list(user: User, cluster: string): Promise<NodeList['nodes']> {
  return (JSON.parse((await done(user.kina(['node', 'list', cluster, '--json']))).stdout) as NodeList).nodes
}

/** All that pods reach, on the nodes that the cluster has written down. */
async function works(user: User, cluster: string): Promise<void> {
  const {stdout} = await done(user.kubectl(cluster, ['-n', 'kube-system', 'get', 'configmap', 'kina-cni', '-o', 'jsonpath={.data.plan}']))
  const plan = JSON.parse(stdout) as ClusterPlan
  const results = await checkPodNetwork(await contextOf({...plan, nodes: members(plan.nodes) as unknown as ClusterPlan['nodes']}, user.place.env))
  assert.deepEqual(results.filter(({ok}) => !ok), [])
}

async function nodesOfPods(user: User, cluster: string): Promise<string[]> {
  const {stdout} = await done(user.kubectl(cluster, ['get', 'pods', '-l', 'app=web', '--field-selector', 'status.phase=Running', '-o', 'jsonpath={.items[*].spec.nodeName}']))
  return stdout.split(' ')
}

/** What an addition could leave: in the runtime, in the API, and on the nodes that know each other. */
async function traces(user: User, cluster: string): Promise<string[]> {
  const {stdout} = await done(user.kubectl(cluster, ['get', 'nodes,secrets,csr', '-A', '-o', 'name']))
  const {stdout: routes} = await done(user.place.tool(['exec', `${cluster}-control-plane`, 'cat', '/etc/kina/ptp.conf']))
  return [...(await user.place.leftovers(cluster)), ...stdout.trim().split('\n'), ...routes.trim().split('\n')].sort()
}

function deployment(image: string): object {
  const labels = {app: 'web'}
  const spread = {maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: {matchLabels: labels}}
  const spec = {terminationGracePeriodSeconds: 1, topologySpreadConstraints: [spread], containers: [{name: 'web', image}]}
  return {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'web'}, spec: {replicas: 4, selector: {matchLabels: labels}, template: {metadata: {labels}, spec}}}
}

/** One that every node has. */
async function pauseImage(place: Place, node: string): Promise<string> {
  const {stdout} = await done(place.tool(['exec', node, 'crictl', 'images', '--output', 'json']))
  const tags = (JSON.parse(stdout) as {images: {repoTags: string[]}[]}).images.flatMap(({repoTags}) => repoTags)
  return tags.find((tag) => tag.includes('/pause:')) ?? assert.fail(`no pause image among ${tags.join(' ')}`)
}
