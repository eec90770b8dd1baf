import {alone, type FeatureSpec} from './feature.js'

const mount = (type: string) => [{by: 'mount', argv: ['unshare', '--mount', 'mount', '-t', type, 'none', '/mnt']}] as const

export const BPF_FEATURES: readonly FeatureSpec[] = [
  {feature: 'bpf', meaning: 'BPF programs', config: ['BPF', 'BPF_SYSCALL'], symbols: ['__sys_bpf'], trials: [{by: 'bpf(2)', recipe: 'program'}]},
  // The name of the compiler itself is there without it, too.
  {feature: 'bpf-jit', meaning: 'BPF programs as machine code', config: ['BPF_JIT', 'HAVE_EBPF_JIT'], symbols: ['bpf_jit_binary_alloc'], trials: [{by: 'bpf(2)', recipe: 'jit'}]},
  {feature: 'bpf-maps', meaning: 'hash, LRU and prefix maps', config: ['BPF_SYSCALL'], symbols: ['htab_map_alloc', 'trie_alloc'], trials: [{by: 'bpf(2)', recipe: 'maps'}]},
  {
    feature: 'tc-bpf',
    meaning: 'BPF programs at links',
    config: ['NET_XGRESS|NET_CLS_BPF'],
    symbols: ['tcx_link_attach|cls_bpf_classify'],
    trials: [{by: 'tcx', recipe: 'tcx'}, {by: 'tc filter', argv: alone('sh', '-c', 'tc qdisc add dev lo clsact && tc filter add dev lo ingress bpf bytecode "1,6 0 0 0"')}],
  },
  {feature: 'xdp', meaning: 'BPF programs before all else at links', config: ['BPF_SYSCALL'], symbols: ['dev_xdp_attach'], trials: [{by: 'bpf(2)', recipe: 'xdp'}]},
  {feature: 'bpf-cgroup', meaning: 'BPF programs at sockets of a cgroup', config: ['CGROUP_BPF'], symbols: ['cgroup_bpf_prog_attach'], trials: [{by: 'bpf(2)', recipe: 'cgroup'}]},
  {feature: 'bpf-classid', meaning: 'the class of a cgroup, for BPF programs', config: ['CGROUP_NET_CLASSID'], symbols: ['task_cls_state'], trials: [{by: 'bpf(2)', recipe: 'classid'}]},
  {feature: 'perf-events', meaning: 'events from BPF programs', config: ['PERF_EVENTS'], symbols: ['perf_event_output'], trials: [{by: 'perf_event_open(2)', recipe: 'perf'}]},
  {feature: 'bpf-events', meaning: 'BPF programs at events of the kernel', config: ['BPF_EVENTS'], symbols: ['trace_call_bpf'], trials: [{by: 'bpf(2)', recipe: 'events'}]},
  {feature: 'btf', meaning: 'BPF type information', config: ['DEBUG_INFO_BTF'], symbols: ['btf_vmlinux_init'], trials: [{by: '/sys/kernel/btf', argv: ['test', '-r', '/sys/kernel/btf/vmlinux']}]},
  {feature: 'bpffs', meaning: 'the file system of BPF', config: ['BPF_SYSCALL'], symbols: ['bpf_get_tree'], trials: mount('bpf')},
  {feature: 'cgroup2', meaning: 'cgroups of version 2', config: ['CGROUPS'], symbols: ['cgroup_get_tree'], trials: mount('cgroup2')},
  {feature: 'overlay', meaning: 'overlay file systems', config: ['OVERLAY_FS'], symbols: ['ovl_fill_super|ovl_get_tree'], trials: [{by: '/proc/filesystems', argv: ['grep', '-qw', 'overlay', '/proc/filesystems']}], module: 'overlay'},
]
