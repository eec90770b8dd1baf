import assert from 'node:assert/strict'
import {assertBack, writeObject} from '../e2e/back.js'
import {createCluster} from '../e2e/cluster.js'
import {newUser, type User} from '../e2e/kina.js'
import {overRuntimes} from '../e2e/over-runtimes.js'
import {done} from '../e2e/run.js'
import {waitUntil} from '../e2e/wait-until.js'
import {KUBERNETES} from '../node-image.js'
import type {UpgradeOutcome} from '../../src/upgrade/upgrade.js'

const CLUSTER = 'full-upgrade'
const OLD = 'v1.36.3'
/** It has a shell, and every node has it. */
const IMAGE = `registry.k8s.io/kube-proxy:${OLD}`
const NODES = ['control-plane', 'worker', 'worker2'].map((role) => `${CLUSTER}-${role}`)
const [FIRST, ...WORKERS] = NODES as [string, ...string[]]
const UPGRADE = ['cluster', 'upgrade', CLUSTER, '--kubernetes', KUBERNETES]

/** To the next minor version, with pods that run and one that keeps something, cut short once. */
await overRuntimes(`a cluster of ${OLD} that becomes one of ${KUBERNETES}`, (place) => {
  let user: User
  let keeper: Pod
  before(async () => {
    user = await newUser(place)
    await done(user.kina(['image', 'build', '--if-missing', '--kubernetes', OLD, '--runtime', place.runtime]))
    await done(user.kina(['image', 'build', '--if-missing', '--kubernetes', KUBERNETES, '--runtime', place.runtime]))
    await createCluster(user, [CLUSTER, '--workers', '2', '--kubernetes', OLD, '--runtime', place.runtime])
    await done(user.kubectl(CLUSTER, ['apply', '--filename', '-'], JSON.stringify({apiVersion: 'v1', kind: 'List', items: WORKLOAD})))
    await done(user.kubectl(CLUSTER, ['rollout', 'status', 'deployment/web', 'statefulset/keeper', '--timeout=120s']))
    await done(user.kubectl(CLUSTER, ['exec', 'keeper-0', '--', 'sh', '-c', 'echo kept > /data/word']))
    await writeObject(user, CLUSTER, 'before')
    keeper = await pod('keeper-0')
  })
  after(async () => {
    await user.kina(['cluster', 'delete', CLUSTER])
    assert.deepEqual(await place.leftovers(CLUSTER), [])
    await user.leave()
  })

  it('is refused a version that lies behind it, and one that is too far, untouched', async () => {
    const back = await user.kina(['cluster', 'upgrade', CLUSTER, '--kubernetes', 'v1.35.4'])
    assert.equal(back.exitCode, 2, back.all)
    assert.match(back.all, /E_UPGRADE_REFUSED/)
    assert.deepEqual(await versions(), NODES.map(() => OLD))
  })

  it('is told what kubeadm plans, and nothing more', async () => {
    const {plan, upgraded} = await outcome([...UPGRADE, '--dry-run'])
    assert.equal(upgraded, false)
    assert.ok(plan.changes.some(({component, node, target}) => component === 'kube-apiserver' && node === FIRST && target === KUBERNETES))
    assert.ok(plan.changes.some(({component, target}) => component === 'kube-proxy' && target === KUBERNETES))
    assert.deepEqual(plan.byHand, [])
    assert.deepEqual(await versions(), NODES.map(() => OLD))
    assert.deepEqual(await remains(), [])
  })

  it('is upgraded although kina is killed once the control plane is done', async () => {
    const killed = user.start([...UPGRADE, '--json'])
    let seen = ''
    killed.stderr?.on('data', (chunk: Buffer) => {
      seen += chunk.toString()
      if (/"step-done"[^\n]*"upgrade-full-upgrade-control-plane"/.test(seen)) killed.kill('SIGKILL')
    })
    await killed
    assert.match(seen, /"step-done"[^\n]*"upgrade-full-upgrade-control-plane"/)
    const {nodes} = await outcome(UPGRADE)
    assert.ok(!nodes.includes(FIRST), nodes.join())
    assert.ok(nodes.includes(WORKERS.at(-1)!), nodes.join())
    assert.deepEqual(await versions(), NODES.map(() => KUBERNETES))
    assert.deepEqual(await remains(), [])
  })

  it('has its pods and what they keep, unbroken where they could not move', async () => {
    assert.deepEqual(await pod('keeper-0'), keeper)
    assert.equal((await done(user.kubectl(CLUSTER, ['exec', 'keeper-0', '--', 'cat', '/data/word']))).stdout.trim(), 'kept')
    await done(user.kubectl(CLUSTER, ['rollout', 'status', 'deployment/web', '--timeout=60s']))
    await assertBack(user, CLUSTER, {words: ['before'], controlPlanes: [FIRST]})
  })

  it('has every part in its new version, and no address in any file', async () => {
    const {stdout} = await done(user.kubectl(CLUSTER, ['--namespace', 'kube-system', 'get', 'pods', '--output', 'jsonpath={range .items[*]}{.spec.containers[0].image}{"\\n"}{end}']))
    const kube = stdout.split('\n').filter((image) => image.includes('/kube-'))
    assert.deepEqual([...new Set(kube.map((image) => image.replace(/.*:/, '')))], [KUBERNETES])
    const {stdout: cordoned} = await done(user.kubectl(CLUSTER, ['get', 'nodes', '--output', 'jsonpath={.items[*].spec.unschedulable}']))
    assert.equal(cordoned, '')
    for (const node of NODES) {
      const {stdout: config} = await done(place.tool(['exec', node, 'cat', '/var/lib/kubelet/config.yaml']))
      assert.match(config, /^failCgroupV1: false$/m)
    }
    const address = await place.addressOf(FIRST)
    assert.equal((await place.tool(['exec', FIRST, 'grep', '-rlF', `//${address}:6443`, '/etc/kubernetes'])).stdout, '')
    assert.equal(await listed(), KUBERNETES)
  })

  it('is a cluster of the new version when it is stopped, and started with other addresses', async () => {
    await done(user.kina(['cluster', 'stop', CLUSTER]))
    assert.equal(await listed(), KUBERNETES)
    await place.renumber(CLUSTER)
    await done(user.kina(['cluster', 'start', CLUSTER]))
    await done(user.kina(['cluster', 'restart', CLUSTER]))
    await waitUntil('the pod that keeps something', async () => (await pod('keeper-0')).uid === keeper.uid)
    await done(user.kubectl(CLUSTER, ['wait', '--for=condition=Ready', 'pods', '--all', '--timeout=120s']))
    await assertBack(user, CLUSTER, {words: ['before'], controlPlanes: [FIRST]})
    assert.equal(await listed(), KUBERNETES)
  })

  it('takes a node of the new version', async () => {
    await done(user.kina(['node', 'add', CLUSTER]))
    assert.deepEqual(await versions([...NODES, `${CLUSTER}-worker3`]), [...NODES, 'worker3'].map(() => KUBERNETES))
    await done(user.kina(['node', 'remove', `${CLUSTER}-worker3`]))
  })

  it('has nothing to do when it is upgraded to what it is', async () => {
    const {plan, nodes, from} = await outcome(UPGRADE)
    assert.deepEqual([plan.changes, nodes, from], [[], [], KUBERNETES])
  })

  async function outcome(args: readonly string[]): Promise<UpgradeOutcome> {
    return JSON.parse((await done(user.kina([...args, '--json']))).stdout) as UpgradeOutcome
  }

  async function versions(nodes = NODES): Promise<string[]> {
    const {stdout} = await done(user.kubectl(CLUSTER, ['get', 'nodes', ...nodes, '--output', 'jsonpath={.items[*].status.nodeInfo.kubeletVersion}']))
    return stdout.split(' ')
  }

  async function remains(): Promise<string[]> {
    const found = await Promise.all(NODES.map(async (node) => ((await place.tool(['exec', node, 'test', '-e', '/var/lib/kina/upgrade'])).exitCode === 0 ? [node] : [])))
    return found.flat()
  }

  async function listed(): Promise<string | undefined> {
    const {clusters} = JSON.parse((await done(user.kina(['cluster', 'list', '--json']))).stdout) as {clusters: {name: string; kubernetes: string}[]}
    return clusters.find(({name}) => name === CLUSTER)?.kubernetes
  }

  interface Pod {
    readonly uid: string
    readonly node: string
    readonly restarts: number
    readonly started: string
  }

  async function pod(name: string): Promise<Pod> {
    const {stdout} = await done(user.kubectl(CLUSTER, ['get', 'pod', name, '--output', 'json']))
    const {metadata, spec, status} = JSON.parse(stdout) as {metadata: {uid: string}; spec: {nodeName: string}; status: {containerStatuses: [{restartCount: number; state: {running: {startedAt: string}}}]}}
    const [container] = status.containerStatuses
    return {uid: metadata.uid, node: spec.nodeName, restarts: container.restartCount, started: container.state.running.startedAt}
  }
}, {wanted: 'one'})

/** Pods that can go anywhere, and one that would lose what it keeps. */
const WORKLOAD = [
  {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'web'}, spec: {replicas: 2, ...ofApp('web')}},
  {apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: {name: 'keeper'}, spec: {serviceName: 'keeper', ...ofApp('keeper', {volumes: [{name: 'data', emptyDir: {}}]}, {volumeMounts: [{name: 'data', mountPath: '/data'}]})}},
]

function ofApp(app: string, pod: object = {}, container: object = {}) {
  const runs = {name: app, image: IMAGE, imagePullPolicy: 'Never', command: ['sh', '-c', 'trap exit TERM; while :; do sleep 1; done'], ...container}
  return {selector: {matchLabels: {app}}, template: {metadata: {labels: {app}}, spec: {automountServiceAccountToken: false, terminationGracePeriodSeconds: 5, containers: [runs], ...pod}}}
}
