import type {NetworkPlan} from 'kina/plugin'
import type {CiliumParts} from './kernel.js'
import {CILIUM_VERSION, type CiliumOptions, type Values} from './options.js'
import {chartValues} from './values.js'

/** What of Cilium is on with these options, the user's values among them. */
export function partsOf(network: NetworkPlan, options: CiliumOptions, replacesKubeProxy: boolean): CiliumParts {
  const asked = {...options, kubeProxyReplacement: replacesKubeProxy}
  const plan = {name: 'any', network: {...network, kubeProxy: replacesKubeProxy ? ('none' as const) : network.kubeProxy}}
  const values = chartValues({plan, options: asked, sharedCgroup: false})
  const is = (path: string) => at(values, path) === true
  return {
    version: (options.version ?? CILIUM_VERSION).slice(1),
    replacesKubeProxy,
    tunnel: at(values, 'routingMode') === 'native' ? null : at(values, 'tunnelProtocol') === 'geneve' ? 'geneve' : 'vxlan',
    masquerade: is('bpf.masquerade') ? 'bpf' : 'iptables',
    l7: is('l7Proxy'),
    hubble: is('hubble.enabled'),
    encryption: is('encryption.enabled') ? (at(values, 'encryption.type') === 'wireguard' ? 'wireguard' : 'ipsec') : null,
    bandwidthManager: is('bandwidthManager.enabled'),
    ipv6: is('ipv6.enabled'),
    netkit: /^netkit/.test(String(at(values, 'bpf.datapathMode'))),
  }
}

function at(values: Values, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Values | undefined)?.[key], values)
}
