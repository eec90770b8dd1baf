import assert from 'node:assert/strict'
import {kernelNeeds, type CiliumParts} from '../src/kernel.js'

/** What is on unless the user wishes otherwise. */
const parts: CiliumParts = {version: '1.19.6', replacesKubeProxy: true, tunnel: 'vxlan', masquerade: 'bpf', l7: true, hubble: false, encryption: null, bandwidthManager: false, ipv6: false, netkit: false}

describe('what Cilium needs of the kernel', () => {
  const features = (changed: Partial<CiliumParts>, optional?: boolean) => kernelNeeds({...parts, ...changed}).filter((need) => optional === undefined || (need.optional ?? false) === optional).map(({feature}) => feature)
  const base = ['veth', 'bpf', 'bpf-jit', 'bpf-maps', 'tc-bpf', 'bpf-classid', 'perf-events', 'bpffs', 'policy-routing']

  it('is little without what may be left out', () => {
    assert.deepEqual(features({replacesKubeProxy: false, tunnel: null, l7: false}, false), base)
  })

  it('is named for each part with what avoids it', () => {
    assert.deepEqual(features({}, false), [...base, 'vxlan', 'cgroup2', 'bpf-cgroup', 'xt_mark', 'xt_tproxy'])
    for (const {feature, avoid} of kernelNeeds(parts).filter(({feature, optional}) => !base.includes(feature) && !optional)) assert.ok(avoid, feature)
  })

  const PARTS: readonly (readonly [Partial<CiliumParts>, readonly string[]])[] = [
    [{tunnel: 'geneve'}, ['geneve']],
    [{masquerade: 'iptables', tunnel: null}, ['iptables', 'xt_set']],
    [{encryption: 'wireguard'}, ['wireguard']],
    [{encryption: 'ipsec'}, ['ipsec']],
    [{bandwidthManager: true}, ['fq']],
    [{netkit: true}, ['netkit']],
  ]
  for (const [changed, more] of PARTS) {
    it(`is ${more.join(' and ')} more with ${JSON.stringify(changed)}`, () => {
      const before = features({}, false)
      assert.deepEqual(features(changed, false).filter((feature) => !before.includes(feature)), more)
    })
  }

  it('is the kernel’s types only from versions on that load programs with them', () => {
    const asks = (changed: Partial<CiliumParts>) => features(changed).includes('btf')
    assert.deepEqual(['1.18.14', '1.19.6', '1.19.8', '1.20.0', '1.20.2'].map((version) => asks({version})), [false, false, true, true, true])
    assert.deepEqual(['1.19.8', '1.20.0', '1.20.2'].map((version) => asks({version, masquerade: 'iptables', replacesKubeProxy: false})), [false, false, false])
    assert.equal(asks({version: 'v1.20.0', masquerade: 'iptables', ipv6: true}), true)
  })

  it('is the class of a cgroup from 1.19 on', () => {
    assert.deepEqual(['1.18.14', '1.19.0', '2.0.0'].map((version) => features({version}).includes('bpf-classid')), [false, true, true])
  })
})
