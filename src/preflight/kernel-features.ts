import type {Argv, KernelFeature} from '../contract/index.js'

/** A kernel feature by name, and a program that ends with 0 inside a node whose kernel has it. */
export interface FeatureProbe {
  readonly feature: KernelFeature
  readonly meaning: string
  readonly probe: Argv
}

/** Trying leaves nothing behind: links are made in a network namespace of their own. */
const link = (...args: readonly string[]): Argv => ['unshare', '--net', 'ip', 'link', 'add', 'kina0', ...args]

/** Core's list. A plugin may ask for other names with a probe of its own. */
export const KERNEL_FEATURES: readonly FeatureProbe[] = [
  {feature: 'veth', meaning: 'pairs of virtual links between pods and node', probe: link('type', 'veth', 'peer', 'name', 'kina1')},
  {feature: 'bridge', meaning: 'bridges', probe: link('type', 'bridge')},
  {feature: 'vxlan', meaning: 'VXLAN tunnels between nodes', probe: link('type', 'vxlan', 'id', '1', 'dstport', '4789')},
  {feature: 'br_netfilter', meaning: 'packet filtering of bridged traffic', probe: ['test', '-e', '/proc/sys/net/bridge/bridge-nf-call-iptables']},
  {feature: 'policy-routing', meaning: 'several routing tables', probe: ['unshare', '--net', 'ip', 'rule', 'add', 'table', '100']},
  {feature: 'iptables', meaning: 'iptables, with connection tracking and translation', probe: ['unshare', '--net', 'iptables', '-t', 'nat', '-A', 'POSTROUTING', '-m', 'conntrack', '--ctstate', 'NEW', '-j', 'MASQUERADE']},
  {feature: 'nft', meaning: 'nftables', probe: ['unshare', '--net', 'nft', 'add', 'table', 'ip', 'kina']},
  {feature: 'overlay', meaning: 'overlay file systems', probe: ['grep', '-qw', 'overlay', '/proc/filesystems']},
  {feature: 'bpf', meaning: 'BPF programs', probe: ['test', '-e', '/proc/sys/kernel/unprivileged_bpf_disabled']},
  {feature: 'btf', meaning: 'BPF type information', probe: ['test', '-r', '/sys/kernel/btf/vmlinux']},
]
