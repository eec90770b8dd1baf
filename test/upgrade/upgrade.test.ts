import assert from 'node:assert/strict'
import {Readable} from 'node:stream'
import {text} from 'node:stream/consumers'
import {extract} from 'tar-stream'
import type {App} from '../../src/app.js'
import {kubernetesOf, noteKubernetes} from '../../src/cluster/version-record.js'
import {deleteCluster} from '../../src/cluster/delete.js'
import {requireCluster} from '../../src/cluster/require-cluster.js'
import {IMAGE_LABELS} from '../../src/plan/labels.js'
import {fakeContext, fakeRuntime, type FakeExecHandler, type FakeRuntime} from '../../src/testing/index.js'
import {upgradeCluster} from '../../src/upgrade/upgrade.js'
import {quietStep, withApp} from '../cluster/test-app.js'
import {examplePlan} from '../plan/example-plan.js'

const [OLD, NEW] = ['v1.36.3', 'v1.37.2'] as const
const WISH = {name: 'dev', kubernetes: '1.37', dryRun: false}
const PLAN = {availableUpgrades: [{components: [{name: 'kube-apiserver', currentVersion: OLD, newVersion: NEW, nodeName: 'dev-control-plane'}, {name: 'kube-proxy', currentVersion: OLD, newVersion: NEW}]}]}

describe('upgrading a cluster', () => {
  it('brings programs and images everywhere, then upgrades control planes, then workers, one after the other', () =>
    scene({}, async ({app, ran}) => {
      // Nothing answers in a fake's node once all nodes are done: the kubeconfig comes from there.
      await assert.rejects(upgradeCluster(app, WISH, quietStep), {code: 'E_UPGRADE_FAILED', message: /has not ended/})
      assert.deepEqual(ran.filter((line) => MILESTONES.some((pattern) => pattern.test(line))), [
        'dev-control-plane: kubeadm upgrade plan v1.37.2 --output json --ignore-preflight-errors=CreateJob',
        'dev-control-plane: take-layer b a',
        'dev-control-plane: take-images',
        'dev-worker: take-layer b a',
        'dev-worker: take-images',
        'dev-control-plane: etcdctl snapshot',
        'dev-control-plane: install kubeadm',
        'dev-control-plane: kubeadm upgrade apply v1.37.2 --yes --skip-phases=preflight --patches /etc/kina/patches',
        'dev-control-plane: evict dns',
        'dev-control-plane: install kubelet kubectl',
        'dev-control-plane: systemctl restart kubelet.service',
        'dev-worker: install kubeadm',
        'dev-worker: kubeadm upgrade node --skip-phases=preflight --patches /etc/kina/patches',
        'dev-worker: install kubelet kubectl',
        'dev-worker: systemctl restart kubelet.service',
      ])
    }))

  it('goes on where it has ended', () =>
    scene({}, async ({app, ran, fake}) => {
      await assert.rejects(upgradeCluster(app, WISH, quietStep))
      fake.world.nodes.get('dev-worker')!.files.delete('/var/lib/kina/upgrade/done')
      ran.length = 0
      await assert.rejects(upgradeCluster(app, WISH, quietStep))
      assert.deepEqual(ran.filter((line) => /kubeadm upgrade (apply|node)|etcdctl/.test(line)), ['dev-worker: kubeadm upgrade node --skip-phases=preflight --patches /etc/kina/patches'])
    }))

  it('says what kubeadm plans and leaves nothing when it is only asked', () =>
    scene({}, async ({app, ran, fake}) => {
      const {plan, upgraded, nodes, from, to} = await upgradeCluster(app, {...WISH, dryRun: true}, quietStep)
      assert.deepEqual({plan, upgraded, nodes, from, to}, {plan: {changes: [{component: 'kube-apiserver', node: 'dev-control-plane', current: OLD, target: NEW}], byHand: []}, upgraded: false, nodes: [], from: OLD, to: NEW})
      assert.ok(!ran.some((line) => /take-layer|install|etcdctl|systemctl restart/.test(line)))
      assert.equal(ran.filter((line) => line.startsWith('dev-control-plane')).at(-1), 'dev-control-plane: rm -rf /var/lib/kina/upgrade /etc/kubernetes/tmp')
      assert.ok(![...fake.world.nodes.keys()].some((name) => name.startsWith('kina-tmp-')))
    }))

  it('says of kube-proxy what kubeadm plans, where there is one', () =>
    scene({kubeProxy: true}, async ({app}) => {
      const {plan} = await upgradeCluster(app, {...WISH, dryRun: true}, quietStep)
      assert.deepEqual(plan.changes.map(({component}) => component), ['kube-apiserver', 'kube-proxy'])
    }))

  it('has nothing to do where all have the version and no earlier try is to be ended', () =>
    scene({}, async ({app, ran}) => {
      assert.deepEqual((await upgradeCluster(app, {...WISH, kubernetes: OLD}, quietStep)).nodes, [])
      assert.deepEqual(ran.filter((line) => !/kubectl (get|version)|test -/.test(line)), [])
    }))

  it('touches nothing where something stands against it', () =>
    scene({images: [OLD], ready: 'False'}, async ({app, ran}) => {
      await assert.rejects(upgradeCluster(app, WISH, quietStep), {code: 'E_UPGRADE_REFUSED', exit: 2, message: /not Ready[^]*not in the store/})
      await assert.rejects(upgradeCluster(app, {...WISH, kubernetes: 'v1.99.0'}, quietStep), {code: 'E_VERSION_UNKNOWN'})
      assert.deepEqual(ran.filter((line) => !/kubectl (get|version)|test -d/.test(line)), [])
    }))

  it('refuses a cluster that does not run', () =>
    scene({}, async ({app, fake}) => {
      const nodes = await fake.backend.listNodes(fakeContext())
      await fake.backend.power!.stop(nodes.find(({name}) => name === 'dev-worker')!, fakeContext())
      await assert.rejects(upgradeCluster(app, WISH, quietStep), {code: 'E_UPGRADE_REFUSED', message: /dev-worker/, next: ['kina cluster start dev']})
    }))
})

describe('the version of a cluster that was upgraded', () => {
  it('is what a node that runs says, the note where none does, and what it was made with for another cluster of the name', () =>
    scene({}, async ({app, fake}) => {
      const found = () => requireCluster(app, 'dev')
      assert.equal(await kubernetesOf(app, await found()), OLD)
      fake.world.nodes.get('dev-control-plane')!.files.set('/kind/version', `${NEW}\n`)
      assert.equal(await kubernetesOf(app, await found()), NEW)
      await noteKubernetes(app, await found(), NEW)
      for (const node of await fake.backend.listNodes(fakeContext())) await fake.backend.power!.stop(node, fakeContext())
      const stopped = await found()
      assert.equal(await kubernetesOf(app, stopped), NEW)
      assert.equal(await kubernetesOf(app, {...stopped, runtime: {...stopped.runtime, name: 'other'}}), OLD)
      await deleteCluster(app, 'dev')
      assert.equal(await kubernetesOf(app, stopped), OLD)
    }))
})

const MILESTONES = [/ kubeadm upgrade/, / take-(layer|images)/, /etcdctl/, / install /, / evict /, / systemctl restart/]

interface Given {
  /** Versions of node images in the store. Default: both. */
  readonly images?: readonly string[]
  /** Whether nodes are Ready, as the API says it. */
  readonly ready?: string
  readonly kubeProxy?: boolean
}

/** A control plane and a worker of a fake runtime, in which everything answers until the kubeconfig is asked for. */
async function scene({images = [OLD, NEW], ready = 'True', kubeProxy = false}: Given, work: (scene: {app: App; fake: FakeRuntime; ran: string[]}) => Promise<void>): Promise<void> {
  const ran: string[] = []
  const refs = images.map((version) => `kina/node:${version}`)
  const fake = fakeRuntime({images: refs, exec: [answers(ran, ready, kubeProxy)]})
  for (const version of images) fake.world.images.set(`kina/node:${version}`, {...fake.world.images.get(`kina/node:${version}`)!, labels: {[IMAGE_LABELS.kubernetes]: version}})
  await withApp({runtimes: [fake]}, async (app) => {
    const plan = examplePlan({workers: 1}, {kubernetesVersion: OLD, image: {ref: `kina/node:${OLD}`, own: true}})
    const createNode = await fake.backend.prepare(plan, fakeContext())
    for (const node of plan.nodes) await createNode(node)
    await work({app, fake, ran})
  })
}

function answers(ran: string[], ready: string, kubeProxy: boolean): FakeExecHandler {
  let evicted = false
  return async ({node, argv, machine, stdin, write}) => {
    const [program = '', ...args] = argv.map((word) => word.replace('/var/lib/kina/upgrade/programs/', '').replace('/var/lib/kina/upgrade/', '')) as [string, ...string[]]
    const line = [program, ...args].join(' ').replace('--kubeconfig /etc/kubernetes/admin.conf ', '')
    const say = (what = line) => void ran.push(`${node}: ${what}`)
    if (program === 'cat') return undefined
    if (program === 'parts') {
      say(args.join(' '))
      if (args[0] === 'layers') return node === 'dev-control-plane' || node === 'dev-worker' ? 'a\n' : 'b a\na\n'
      if (args[0]?.startsWith('give')) await write(Buffer.from('bytes'))
      if (args[0]?.startsWith('take')) assert.equal(await text(stdin), 'bytes')
      return ''
    }
    if (line.includes('eviction')) {
      evicted = true
      say('evict dns')
      return ''
    }
    if (line.includes('etcdctl')) {
      say('etcdctl snapshot')
      return ''
    }
    say()
    if (program === 'tar') for await (const entry of Readable.from(stdin).pipe(extract())) machine.files.set(`/${entry.header.name}`, await text(entry))
    if (program === 'mv') machine.files.set(argv[2]!, '')
    if (line.startsWith('test -e')) return {exitCode: machine.files.has(argv[2]!) ? 0 : 1}
    if (line.startsWith('kubeadm upgrade plan')) return JSON.stringify(PLAN)
    if (line.startsWith('crictl ps')) return 'abc\n'
    if (program === 'curl') return '200'
    if (program !== 'kubectl') return ''
    if (line.includes('get daemonset kube-proxy')) return kubeProxy ? 'daemonset.apps/kube-proxy\n' : ''
    if (line.includes('get nodes')) return JSON.stringify({items: ['dev-control-plane', 'dev-worker'].map((name) => nodeObject(name, ready))})
    if (line.includes('kubectl version')) return JSON.stringify({serverVersion: {gitVersion: OLD}})
    if (line.includes('--all-namespaces')) return JSON.stringify({items: evicted || line.includes('dev-worker') ? [] : [{metadata: {namespace: 'kube-system', name: 'dns', uid: '1', ownerReferences: [{controller: true, kind: 'ReplicaSet'}]}, spec: {}}]})
    if (line.includes('tier=control-plane')) return JSON.stringify({items: []})
    if (line.includes('get node ')) return line.endsWith('json') ? JSON.stringify(nodeObject(node, ready, NEW, String(ran.length))) : ''
    if (line.includes('get configmap kubeadm-config')) return 'dns: {}\n'
    return line.includes('get configmap kubelet-config') ? 'failCgroupV1: false\n' : ''
  }
}

function nodeObject(name: string, status: string, kubeletVersion: string = OLD, lastHeartbeatTime = '') {
  return {metadata: {name}, spec: {}, status: {nodeInfo: {kubeletVersion, containerRuntimeVersion: 'containerd://2.4.2'}, conditions: [{type: 'Ready', status, lastHeartbeatTime}]}}
}
