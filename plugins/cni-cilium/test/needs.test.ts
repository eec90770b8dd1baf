import assert from 'node:assert/strict'
import {existsSync} from 'node:fs'
import type {GoModulesSource, KernelReport} from 'kina/plugin'
import {cilium} from '../src/cilium.js'
import {images} from '../src/images.js'
import hook from '../src/register.js'
import {network as planned} from './fake-cluster.js'

const network = {...planned, kubeProxy: 'iptables'} as const
const kernel: KernelReport = {release: '6.1.0', features: {bpf: {present: true, detail: ''}}}
const without: KernelReport = {release: '5.4.0-odd', features: {'bpf-cgroup': {present: false, detail: 'EINVAL'}}}

describe('Cilium: needs', () => {
  it('replaces kube-proxy, and says nothing of it, where the kernel allows', () => {
    const {replacesKubeProxy, notes} = cilium.needs(network, {}, kernel)
    assert.deepEqual([replacesKubeProxy, notes], [true, undefined])
  })

  it('keeps kube-proxy where the kernel does not allow, and says why', () => {
    const {replacesKubeProxy, notes} = cilium.needs(network, {}, without)
    assert.equal(replacesKubeProxy, false)
    assert.deepEqual(notes, ['kube-proxy stays: the kernel 5.4.0-odd lacks what Cilium needs to take its place: bpf-cgroup (services are translated by programs at sockets)'])
  })

  it('does what the user wants of kube-proxy', () => {
    assert.equal(cilium.needs(network, {kubeProxyReplacement: false}, kernel).replacesKubeProxy, false)
    assert.equal(cilium.needs(network, {kubeProxyReplacement: true}, without).replacesKubeProxy, true)
  })

  it('asks of the kernel what its parts need, those of the user’s values too', () => {
    const asked = (options: Readonly<Record<string, unknown>>) => cilium.needs(network, options, kernel).kernel.map(({feature}) => feature)
    assert.ok(['bpf-cgroup', 'vxlan', 'veth'].every((feature) => asked({}).includes(feature)))
    assert.ok(!asked({kubeProxyReplacement: false}).includes('bpf-cgroup'))
    const values = {tunnelProtocol: 'geneve', encryption: {enabled: true, type: 'wireguard'}}
    assert.deepEqual([asked({values}).includes('geneve'), asked({values}).includes('vxlan'), asked({values}).includes('wireguard')], [true, false, true])
  })

  const refused = {
    'no services at all': [{...network, kubeProxy: 'none'}, {kubeProxyReplacement: false}, /kube-proxy/],
    'announcements of nothing': [network, {l2Announcements: true}, /loadBalancerCidrs/],
    'an ingress beside kube-proxy': [network, {ingress: true, kubeProxyReplacement: false}, /ingress needs Cilium in place of kube-proxy/],
    'several pod CIDRs': [{...network, podCidrs: ['10.1.0.0/16', '10.2.0.0/16']}, {}, /one pod CIDR, not 2/],
  } as const
  for (const [what, [asked, options, message]] of Object.entries(refused)) {
    it(`refuses ${what}`, () => assert.throws(() => cilium.needs(asked, options, kernel), message))
  }
})

describe('Cilium: images', () => {
  it('are upstream’s, or built from modules that are here', () => {
    const all = images({})
    assert.deepEqual(all.map(({ref}) => ref), ['quay.io/cilium/cilium:v1.19.6', 'quay.io/cilium/operator-generic:v1.19.6', 'docker.io/alpine/helm:4.3.1'])
    for (const {sources} of all) {
      assert.deepEqual(sources.map(({type}) => type), ['registry', 'go-modules'])
      const {programs, files = []} = sources[1] as GoModulesSource
      for (const entry of [...programs, ...files]) if ('directory' in entry) assert.ok(existsSync(`${entry.directory}/go.sum`), entry.directory)
    }
  })

  it('are only pulled where kina has no sums of them', () => {
    const types = images({version: 'v1.19.9', helmImage: 'example.org/helm:mine'}).map(({sources}) => sources.map(({type}) => type))
    assert.deepEqual(types, Array(3).fill(['registry']))
  })

  it('have the program that shows flows when it is asked for', () => {
    const targets = (options: object) => (images(options)[0]!.sources[1] as GoModulesSource).programs.map(({target}) => target)
    assert.ok(targets({hubble: true}).includes('/usr/bin/hubble'))
    assert.ok(!targets({}).includes('/usr/bin/hubble'))
  })
})

describe('Cilium: registration', () => {
  it('is light, and loads the installer on demand', async () => {
    const seen: {name: string; load(): Promise<unknown>}[] = []
    const refuse = () => assert.fail('Cilium is a CNI')
    await hook({register: {cni: (registration) => void seen.push(registration), runtime: refuse, imageBuilder: refuse}})
    assert.deepEqual(seen.map(({name}) => name), ['cilium'])
    assert.deepEqual(Object.keys((await seen[0]?.load()) as object), Object.keys(cilium))
  })
})
