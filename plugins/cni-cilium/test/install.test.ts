import assert from 'node:assert/strict'
import {cilium} from '../src/cilium.js'
import {chartValues} from '../src/values.js'
import {fakeCluster, network, type FakeCluster} from './fake-cluster.js'
import {assertGolden} from './golden.js'

const plan = {name: 'demo', network}
const helmOf = ({ran}: FakeCluster) => ran.filter((line) => /\/usr\/bin\/helm /.test(line)).map((line) => line.replace(/^.*\/usr\/bin\//, ''))

describe('Cilium: values of the chart', () => {
  it('are as reviewed', async () => {
    await assertGolden('values.json', pretty(chartValues({plan, options: {}, sharedCgroup: false})))
    const options = {mtu: 1400, hubble: true, loadBalancerCidrs: ['10.89.0.192/28'], l2Announcements: true, ingress: true, gateway: true}
    await assertGolden('values-options.json', pretty(chartValues({plan, options, sharedCgroup: true})))
    await assertGolden('values-kube-proxy.json', pretty(chartValues({plan: {...plan, network: {...network, kubeProxy: 'iptables'}}, options: {}, sharedCgroup: true})))
  })

  it('are the user’s where they say something', () => {
    const {operator, tunnelProtocol, debug} = chartValues({plan, options: {values: {operator: {replicas: 2}, tunnelProtocol: 'geneve', debug: {enabled: true}}}, sharedCgroup: false})
    assert.deepEqual(operator, {replicas: 2, image: {useDigest: false, pullPolicy: 'IfNotPresent'}, rollOutPods: true})
    assert.deepEqual([tunnelProtocol, debug], ['geneve', {enabled: true}])
  })

  it('refuse to replace a kube-proxy that is there', () => {
    const kept = {...plan, network: {...network, kubeProxy: 'iptables' as const}}
    assert.throws(() => chartValues({plan: kept, options: {kubeProxyReplacement: true}, sharedCgroup: false}), /kube-proxy is in this cluster/)
  })

  it('name a cluster in at most 32 characters', () => {
    assert.deepEqual(chartValues({plan: {...plan, name: `${'a'.repeat(31)}-b`}, options: {}, sharedCgroup: false})['cluster'], {name: 'a'.repeat(31)})
  })
})

describe('Cilium: install', () => {
  it('has Helm install the chart that is beside it in its image, in the first node alone', async () => {
    const cluster = fakeCluster()
    await cilium.install(cluster)
    const flags = '--install --namespace kube-system --take-ownership --force-conflicts --history-max 3 --values -'
    const top = '/run/kina-cilium/docker.io-alpine-helm-4.3.1'
    assert.deepEqual(helmOf(cluster), [`helm upgrade cilium ${top}/charts/cilium ${flags}`])
    assert.equal(cluster.ran.filter((line) => line.startsWith('demo-worker') && !line.includes('unshare')).length, 0)
    assert.deepEqual(cluster.ran.slice(-2), [`demo-control-plane: ctr --namespace k8s.io images unmount --rm ${top}`, `demo-control-plane: rmdir --parents ${top}`])
    const values = JSON.parse(cluster.inputs['helm'] ?? '') as Record<string, unknown>
    assert.deepEqual([values['k8sServiceHost'], values['k8sServicePort']], ['api.demo.internal', 6443])
  })

  it('has Helm fetch the chart where its image has none, or the user names one', async () => {
    const missing = (_: string, line: string) => line.startsWith('test -d')
    const pulled = fakeCluster({fails: missing})
    await cilium.install(pulled)
    assert.match(helmOf(pulled)[0] ?? '', /^helm upgrade cilium oci:\/\/quay\.io\/cilium\/charts\/cilium --version 1\.19\.6 /)
    const named = fakeCluster({cniOptions: {chart: 'https://example.org/cilium.tgz'}})
    await cilium.install(named)
    assert.match(helmOf(named)[0] ?? '', /^helm upgrade cilium https:\/\/example\.org\/cilium\.tgz --install/)
  })

  it('gives the image back when Helm fails', async () => {
    const cluster = fakeCluster({fails: (_, line) => line.includes('helm upgrade')})
    await assert.rejects(cilium.install(cluster), /helm upgrade/)
    assert.match(cluster.ran.at(-2) ?? '', /images unmount/)
  })

  it('translates services at sockets of the host alone where nodes share a cgroup', async () => {
    const own = fakeCluster({fails: (_, line) => line.startsWith('unshare')})
    const shared = fakeCluster()
    await Promise.all([cilium.install(own), cilium.install(shared)])
    const socketLb = ({inputs}: FakeCluster) => (JSON.parse(inputs['helm'] ?? '') as {socketLB?: unknown}).socketLB
    assert.deepEqual([socketLb(own), socketLb(shared)], [undefined, {hostNamespaceOnly: true}])
  })

  it('makes a pool of addresses once Cilium has defined what that is', async () => {
    const cluster = fakeCluster({cniOptions: {loadBalancerCidrs: ['10.89.0.192/28'], l2Announcements: true}})
    await cilium.install(cluster)
    const own = cluster.ran.filter((line) => line.startsWith('kubectl ')).map((line) => line.split(' ').slice(1, 3).join(' '))
    assert.deepEqual(own.slice(-5), ['wait --for=create', 'wait --for=condition=Established', 'wait --for=create', 'wait --for=condition=Established', 'apply --server-side'])
    const {items} = JSON.parse(cluster.inputs['kubectl'] ?? '') as {items: {kind: string; spec: unknown}[]}
    assert.deepEqual(items.map(({kind, spec}) => [kind, spec]), [
      ['CiliumLoadBalancerIPPool', {blocks: [{cidr: '10.89.0.192/28'}]}],
      ['CiliumL2AnnouncementPolicy', {loadBalancerIPs: true}],
    ])
  })
})

describe('Cilium: uninstall', () => {
  it('removes the release, then cleans every node, then forgets what it defined', async () => {
    const get = {leases: 'lease.coordination.k8s.io/cilium-operator-resource-lock\nlease.coordination.k8s.io/kube-scheduler\n', customresourcedefinitions: 'customresourcedefinition.apiextensions.k8s.io/ciliumnodes.cilium.io\ncustomresourcedefinition.apiextensions.k8s.io/others.example.org\n'}
    const cluster = fakeCluster({get})
    await cilium.uninstall!(cluster)
    assert.deepEqual(helmOf(cluster), ['helm uninstall cilium --namespace kube-system --ignore-not-found --wait'])
    const cleaned = cluster.ran.filter((line) => line.includes('post-uninstall-cleanup'))
    assert.deepEqual(cleaned.map((line) => line.replace(/:.*$/, '')).sort(), ['demo-control-plane', 'demo-worker'])
    assert.deepEqual(cluster.ran.filter((line) => line.startsWith('kubectl delete ')).slice(-2), [
      'kubectl delete lease.coordination.k8s.io/cilium-operator-resource-lock --namespace kube-system --ignore-not-found --wait --timeout=60s',
      'kubectl delete customresourcedefinition.apiextensions.k8s.io/ciliumnodes.cilium.io --ignore-not-found --wait --timeout=60s',
    ])
  })
})

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
