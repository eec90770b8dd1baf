import type {Finding, Path} from '../../problem.js'
import type {KindCluster} from './types.js'

/**
 * What kind would do and kina does not do yet. An error rather than a warning: a cluster without what its file asks for fails later and
 * elsewhere.
 */
export function unsupportedByKina(cluster: KindCluster): Finding[] {
  const {networking = {}, nodes = []} = cluster
  return [
    ...refuse(networking.ipFamily === 'ipv6' || networking.ipFamily === 'dual', ['networking', 'ipFamily'], networking.ipFamily),
    ...refuse(networking.kubeProxyMode === 'ipvs', ['networking', 'kubeProxyMode'], 'ipvs', 'use iptables or nftables'),
    ...refuse(networking.dnsSearch !== undefined, ['networking', 'dnsSearch']),
    ...refuse(hasAny(cluster.featureGates), ['featureGates'], undefined, 'kubeadmConfigPatches can set feature gates of each component'),
    ...refuse(hasAny(cluster.runtimeConfig), ['runtimeConfig'], undefined, 'kubeadmConfigPatches can set runtime-config of the API server'),
    ...refuse(hasAny(cluster.containerdConfigPatches), ['containerdConfigPatches']),
    ...refuse(hasAny(cluster.containerdConfigPatchesJSON6902), ['containerdConfigPatchesJSON6902']),
    ...nodes.flatMap(({extraMounts = []}, node) =>
      extraMounts.flatMap(({selinuxRelabel}, mount) => refuse(selinuxRelabel === true, ['nodes', node, 'extraMounts', mount, 'selinuxRelabel'])),
    ),
  ]
}

/** With a value, only that value is refused and is pointed at; without one, the field is. */
function refuse(when: boolean, path: Path, value?: string, instead?: string): Finding[] {
  const message = `${value === undefined ? '' : `"${value}" `}is not supported by kina yet${instead === undefined ? '' : `; ${instead}`}`
  return when ? [{path, at: value === undefined ? 'key' : 'value', message}] : []
}

/** Empty lists and mappings ask for nothing. */
function hasAny(value: object | undefined): boolean {
  return value !== undefined && Object.keys(value).length > 0
}
