import type {Node} from 'kina/plugin'

/**
 * Ends with 0 where cgroup v2 has a root that others share: it is the machine's, which alone has no `cgroup.events`, and the node is in a
 * cgroup namespace of its own. The number is that of the first such namespace of a kernel (PROC_CGROUP_INIT_INO of linux/proc_ns.h).
 */
const LOOK = `[ "$(readlink /proc/1/ns/cgroup)" != 'cgroup:[4026531835]' ] && mount -t cgroup2 none /mnt && [ ! -e /mnt/cgroup.events ]`

/**
 * Whether programs that Cilium attaches to a node's cgroups would see other nodes' connections: so where the machine has cgroup v1, whose
 * runtimes put containers into cgroups of v1 alone.
 */
export async function sharesCgroup(nodes: readonly Node[]): Promise<boolean> {
  const looks = await Promise.all(nodes.map((node) => node.exec(['unshare', '--mount', 'sh', '-c', LOOK], {allowFailure: true})))
  return looks.some(({exitCode}) => exitCode === 0)
}
