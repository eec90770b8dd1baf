import assert from 'node:assert/strict'
import {existsSync} from 'node:fs'
import type {KernelReport} from 'kina/plugin'
import {flannel} from '../src/flannel.js'
import {imageRefs, images} from '../src/images.js'
import {manifest} from '../src/manifest.js'
import hook from '../src/register.js'
import {fakeCluster, network} from './fake-cluster.js'
import {assertGolden} from './golden.js'

const kernel: KernelReport = {release: '6.1.0', features: {}}
const rolledOut = {
  metadata: {generation: 1},
  status: {observedGeneration: 1, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberReady: 2},
}

describe('flannel: needs', () => {
  it('names two images, from a registry or from Go modules that are here', () => {
    const needed = flannel.needs(network, {}, kernel).images
    assert.deepEqual(needed.map(({sources}) => sources.map(({type}) => type)), Array(2).fill(['registry', 'go-modules']))
    for (const source of needed.flatMap(({sources}) => sources)) {
      if (source.type === 'go-modules') for (const {directory} of source.programs) assert.ok(existsSync(`${directory}/go.sum`), directory)
    }
  })

  it('only pulls an image that the user named', () => {
    const [first, second] = images({image: 'example.org/flannel:mine'})
    assert.deepEqual(first, {ref: 'example.org/flannel:mine', sources: [{type: 'registry'}]})
    assert.equal(second?.sources.length, 2)
  })

  it('refuses several pod CIDRs', () => {
    assert.throws(() => flannel.needs({...network, podCidrs: ['10.1.0.0/16', '10.2.0.0/16']}, {}, kernel), /flannel takes one pod CIDR, not 2/)
  })
})

describe('flannel: manifest', () => {
  it('is as reviewed', () => assertGolden('manifest.json', pretty(manifest(network, {}, imageRefs({})))))

  it('carries options into the network configuration, and replaces the pods then', async () => {
    const options = {port: 8473, vni: 7, mtu: 1400, image: 'example.org/flannel:mine'}
    const changed = manifest(network, options, imageRefs(options))
    await assertGolden('manifest-options.json', pretty(changed))
    assert.notEqual(digestOf(changed), digestOf(manifest(network, {}, imageRefs({}))))
  })

  it('reaches the API by the name of its endpoint, not by the service address', () => {
    assert.match(JSON.stringify(manifest(network, {}, imageRefs({}))), /"KUBERNETES_SERVICE_HOST","value":"demo-api"/)
  })
})

describe('flannel: install', () => {
  it('is one server-side apply', async () => {
    const cluster = fakeCluster({cniOptions: {vni: 7}})
    await flannel.install(cluster)
    assert.deepEqual(cluster.asked.map(({args}) => args.slice(0, 2)), [['apply', '--server-side']])
    assert.match(String(cluster.asked[0]?.stdin), /\\"VNI\\": 7/)
  })
})

describe('flannel: uninstall', () => {
  it('removes its objects, then links, rules and files of every node', async () => {
    const cluster = fakeCluster({failing: ['demo-worker-1']})
    // The nodes' program is the last step, and its failure is one.
    await assert.rejects(Promise.resolve(flannel.uninstall?.(cluster)), /demo-worker-1/)
    assert.deepEqual(cluster.asked.map(({args}) => args.slice(0, 3).join(' ')), ['delete namespace kube-flannel', 'delete clusterrole,clusterrolebinding flannel'])
  })
})

describe('flannel: ready', () => {
  const unready = {...rolledOut, status: {...rolledOut.status, numberReady: 1}}
  const cases = {
    'is unmet before install': [{}, 'flannel is not installed'],
    'is unmet before the DaemonSet was looked at': [{get: {daemonset: {metadata: {generation: 1}}}}, 'the DaemonSet has not been looked at yet'],
    'counts': [{get: {daemonset: unready}}, 'flannel is ready on 1 of 2 nodes'],
    'wants a subnet file on every node': [
      {get: {daemonset: rolledOut}, failing: ['demo-worker-1']},
      'no /run/flannel/subnet.env yet on demo-worker-1',
    ],
  } as const

  for (const [name, [answers, reason]] of Object.entries(cases)) {
    it(name, async () => assert.deepEqual(await flannel.ready(fakeCluster(answers)), {met: false, reason}))
  }

  it('is met when every node has a ready pod and its subnet file', async () => {
    assert.deepEqual(await flannel.ready(fakeCluster({get: {daemonset: rolledOut}})), {met: true})
  })
})

describe('flannel: registration', () => {
  it('is light, and loads the installer on demand', async () => {
    const seen: {name: string; load(): Promise<unknown>}[] = []
    const refuse = () => assert.fail('flannel is a CNI')
    await hook({register: {cni: (registration) => void seen.push(registration), runtime: refuse, imageBuilder: refuse}})
    assert.deepEqual(seen.map(({name}) => name), ['flannel'])
    assert.deepEqual(Object.keys((await seen[0]?.load()) as object), Object.keys(flannel))
  })
})

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function digestOf(list: object): string | undefined {
  return /"kina-cni-flannel\/configuration":"(\w+)"/.exec(JSON.stringify(list))?.[1]
}
