import type {ClusterContext, CniInstaller, Node} from 'kina/plugin'
import {imageRefs, images} from './images.js'
import {manifest, NAMESPACE} from './manifest.js'
import {flannelOptions} from './options.js'
import {type RolloutStatus, rolloutProblem} from './rollout.js'

/** Written by flanneld once its device, routes and rules are there; flannel's CNI program fails without. On a tmpfs, so never of a past boot. */
const SUBNET_FILE = '/run/flannel/subnet.env'

/** Links with their routes, rules (CNI-* are those of portmap), and files: flanneld and its CNI program remove none of them. */
const FORGET = `for link in $(ls /sys/class/net/cni0/brif 2> /dev/null) cni0 flannel.1; do ip link del "$link" 2> /dev/null; done
for table in filter nat; do
  { echo "*$table"
    iptables-save -t "$table" | grep -e FLANNEL -e flanneld -e CNI- | sed -n 's/^-A /-D /p'
    iptables-save -t "$table" | sed -n 's/^:\\(FLANNEL[^ ]*\\|CNI-[^ ]*\\) .*/-X \\1/p'
    echo COMMIT
  } | iptables-restore --wait --noflush
done
rm -rf /etc/cni/net.d/10-flannel.conflist /opt/cni/bin/flannel /run/flannel /var/lib/cni/networks/cbr0 /var/lib/cni/flannel`

/** flannel as upstream deploys it, with VXLAN. */
export const flannel: CniInstaller = {
  needs(network, options) {
    if (network.podCidrs.length !== 1) throw new Error(`flannel takes one pod CIDR, not ${network.podCidrs.length}: ${network.podCidrs.join(', ')}`)
    return {
      replacesKubeProxy: false,
      networkPolicy: false,
      kernel: [
        {feature: 'veth', why: 'a pod is linked to its node by a veth pair'},
        {feature: 'bridge', why: 'the pods of a node share a bridge'},
        {feature: 'br_netfilter', why: 'flanneld refuses to start without it, and services between pods of one node need it'},
        {feature: 'vxlan', why: 'packets travel between nodes in VXLAN'},
        {feature: 'iptables', why: 'pods reach the outside through masquerading'},
      ],
      images: images(flannelOptions(options)),
    }
  },

  async install({kubectl, plan}) {
    const options = flannelOptions(plan.cniOptions)
    const list = manifest(plan.network, options, imageRefs(options))
    // Unchecked: a new API server would have to write down all its types first, and what is in here is no user's.
    const apply = ['apply', '--server-side', '--force-conflicts', '--field-manager=kina-cni-flannel', '--validate=ignore', '-f', '-']
    await kubectl(apply, {stdin: JSON.stringify(list)})
  },

  async uninstall({kubectl, nodes}) {
    await kubectl(['delete', 'namespace', NAMESPACE, '--ignore-not-found', '--wait', '--timeout=120s'])
    await kubectl(['delete', 'clusterrole,clusterrolebinding', 'flannel', '--ignore-not-found'])
    await Promise.all(nodes.map((node) => node.exec(['sh', '-c', FORGET])))
  },

  async ready(cluster) {
    const reason = (await rollout(cluster)) ?? (await missingSubnet(cluster.nodes))
    return reason === null ? {met: true} : {met: false, reason}
  },
}

/** Why pods are not ready is core's to find. */
async function rollout({kubectl, nodes}: ClusterContext): Promise<string | null> {
  const {stdout} = await kubectl(['-n', NAMESPACE, 'get', 'daemonset', 'kube-flannel-ds', '--ignore-not-found', '-o', 'json'])
  return stdout.trim() === '' ? 'flannel is not installed' : rolloutProblem(JSON.parse(stdout) as RolloutStatus, nodes.length)
}

async function missingSubnet(nodes: readonly Node[]): Promise<string | null> {
  const results = await Promise.all(nodes.map((node) => node.exec(['test', '-s', SUBNET_FILE], {allowFailure: true})))
  const without = nodes.filter((_, index) => results[index]?.exitCode !== 0).map(({name}) => name)
  return without.length === 0 ? null : `no ${SUBNET_FILE} yet on ${without.join(', ')}`
}
