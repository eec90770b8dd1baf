import type {ClusterContext, Node} from 'kina/plugin'
import {NAMESPACE} from './helm.js'
import {withImage} from './mounted-image.js'

/**
 * What Cilium's own clean-up leaves: rules for packets, its program, a drop-in for sysctls, directories. The chains are those of the
 * variant that the agent's image has, and of the node's own where it is another one.
 */
const REST = `for tool in iptables-nft iptables-legacy; do
  # Reading a legacy table makes it.
  [ "$tool" = iptables-nft ] || [ -s /proc/net/ip_tables_names ] || continue
  for table in filter nat mangle raw; do
    "$tool-save" -t "$table" 2> /dev/null | grep -q -e CILIUM_ -e CNI- || continue
    { echo "*$table"
      "$tool-save" -t "$table" | grep -e CILIUM_ -e CNI- | sed -n 's/^-A /-D /p'
      "$tool-save" -t "$table" | sed -n 's/^:\\(CILIUM_[^ ]*\\|CNI-[^ ]*\\) .*/-X \\1/p'
      echo COMMIT
    } | "$tool-restore" --wait --noflush
  done
done
while ip rule del from all lookup 2004 2> /dev/null || ip rule del from all lookup 2005 2> /dev/null; do :; done
ip rule show | grep -q '^0:.*lookup local' || { ip rule add from all lookup local pref 0 && ip rule del from all lookup local pref 100 2> /dev/null; }
umount /run/cilium/cgroupv2 2> /dev/null
rm -rf /var/run/cilium /var/lib/cilium /sys/fs/bpf/cilium /sys/fs/bpf/tc /opt/cni/bin/cilium-cni /opt/cni/bin/cilium-mount /opt/cni/bin/cilium-sysctlfix
rm -f /etc/cni/net.d/*cilium* /etc/sysctl.d/99-zzz-override_cilium.conf`

/** Takes all of Cilium from a node, with the agent's own program for that. Idempotent. */
export async function cleanNode(node: Node, agent: string): Promise<void> {
  // The agent is gone, and would not have been if it could: its file must not say otherwise.
  await node.exec(['rm', '-f', '/var/run/cilium/cilium.pid'])
  await withImage(node, agent, (top) => node.exec([`${top}/usr/bin/cilium-dbg`, 'post-uninstall-cleanup', '-f', '--all-state']))
  await node.exec(['sh', '-c', REST], {allowFailure: true})
}

/** What neither Helm nor Cilium removes: definitions and what they define; leases of the operator, and of nodes that announced an address. */
export async function forgetObjects(cluster: ClusterContext): Promise<void> {
  await forget(cluster, ['leases', '--namespace', NAMESPACE], (name) => name.includes('/cilium-'))
  await forget(cluster, ['customresourcedefinitions'], (name) => name.endsWith('.cilium.io'))
}

async function forget({kubectl}: ClusterContext, [kind, ...where]: readonly [string, ...string[]], isOwn: (name: string) => boolean): Promise<void> {
  const {stdout} = await kubectl(['get', kind, ...where, '--output', 'name'])
  const own = stdout.split('\n').filter(isOwn)
  if (own.length > 0) await kubectl(['delete', ...own, ...where, '--ignore-not-found', '--wait', '--timeout=60s'])
}
