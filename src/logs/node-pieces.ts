import type {Argv} from '../contract/index.js'

/** One file of a node's folder, and the program in the node whose output it is. */
export interface Piece {
  /** Relative to the node's folder. */
  readonly path: string
  readonly argv: Argv
  /** In seconds; default 30. */
  readonly limit?: number
}

const shell = (script: string): Argv => ['sh', '-c', script]
/** Every file of a pattern, with its name before it. */
const files = (pattern: string): Argv => shell(`for f in ${pattern}; do [ -f "$f" ] && printf '== %s\\n' "$f" && cat "$f"; done; true`)
const journal = (...args: string[]): Argv => ['journalctl', '--no-pager', '--output=short-iso-precise', ...args]

/** Everything but the logs of pods, the console, and what crictl knows of containers. Names at the top are kind's. */
export const NODE_PIECES: readonly Piece[] = [
  {path: 'kubernetes-version.txt', argv: ['cat', '/kind/version']},
  {path: 'journal.log', argv: journal(), limit: 60},
  {path: 'kubelet.log', argv: journal('--unit=kubelet.service'), limit: 60},
  {path: 'containerd.log', argv: journal('--unit=containerd.service'), limit: 60},
  {path: 'images.log', argv: ['crictl', 'images']},
  {path: 'alternatives.txt', argv: shell('iptables --version; readlink -f "$(command -v iptables)"')},
  {path: 'units.txt', argv: ['systemctl', 'list-units', '--all', '--no-pager', '--plain']},
  {path: 'crictl/containers.json', argv: ['crictl', 'ps', '--all', '--output', 'json']},
  {path: 'crictl/pods.json', argv: ['crictl', 'pods', '--output', 'json']},
  {path: 'crictl/info.json', argv: ['crictl', 'info']},
  {path: 'network/addresses.txt', argv: ['ip', '-details', '-statistics', 'address']},
  {path: 'network/routes.txt', argv: ['ip', 'route', 'show', 'table', 'all']},
  {path: 'network/rules.txt', argv: ['ip', 'rule']},
  {path: 'network/neighbours.txt', argv: ['ip', 'neighbour']},
  {path: 'network/sockets.txt', argv: ['ss', '--tcp', '--udp', '--listening', '--numeric', '--processes']},
  {path: 'network/iptables.txt', argv: ['iptables-save', '-c']},
  {path: 'network/nftables.txt', argv: ['nft', 'list', 'ruleset']},
  {path: 'network/names.txt', argv: files('/etc/resolv.conf /etc/hosts /etc/nsswitch.conf')},
  {path: 'network/sysctls.txt', argv: shell("sysctl -a 2>/dev/null | grep -E '^(net\\.(core|ipv4|ipv6|bridge|netfilter)|fs\\.inotify|user\\.max)'")},
  {path: 'cni/config.txt', argv: files('/etc/cni/net.d/*')},
  {path: 'cni/programs.txt', argv: ['ls', '-l', '/opt/cni/bin']},
  {path: 'cni/state.txt', argv: shell('find /var/lib/cni -type f 2>/dev/null; true')},
  {path: 'kubernetes/kubeadm.conf', argv: ['cat', '/kind/kubeadm.conf']},
  {path: 'kubernetes/kubelet.txt', argv: files('/var/lib/kubelet/config.yaml /var/lib/kubelet/kubeadm-flags.env /etc/default/kubelet /etc/kina/node.env')},
  {path: 'kubernetes/manifests.txt', argv: files('/etc/kubernetes/manifests/*')},
  {path: 'kubernetes/files.txt', argv: ['ls', '-lR', '/etc/kubernetes']},
  {path: 'kubernetes/containerd.toml', argv: ['cat', '/etc/containerd/config.toml']},
  {path: 'system/cgroups.txt', argv: shell('cat /proc/self/cgroup; cat /sys/fs/cgroup/cgroup.controllers 2>/dev/null; ls /sys/fs/cgroup')},
  {path: 'system/mounts.txt', argv: ['cat', '/proc/mounts']},
  {path: 'system/disk.txt', argv: shell('df -h; df -i')},
  {path: 'system/memory.txt', argv: ['cat', '/proc/meminfo']},
  {path: 'system/processes.txt', argv: ['ps', '-eo', 'pid,ppid,user,stat,etime,rss,args', '--cols', '500']},
  {path: 'system/kernel.txt', argv: shell('uname -a; cat /proc/cmdline; cat /etc/os-release')},
  {path: 'system/dmesg.log', argv: ['dmesg']},
]

/** What crictl knows of every container, with the variables that it was given; several documents. */
export const INSPECT: Piece = {path: 'crictl/inspect.json', argv: shell('for id in $(crictl ps --all --quiet); do crictl inspect --output json "$id"; done'), limit: 60}

/** The logs of pods as one tar, without rotated ones. */
export const POD_LOGS: Piece = {path: 'pods', argv: shell("cd /var/log && tar --create --file=- --ignore-failed-read --warning=no-file-changed --exclude='*.gz' $(ls -d pods containers 2>/dev/null)"), limit: 120}
