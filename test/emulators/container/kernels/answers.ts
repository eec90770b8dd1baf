import {gzipSync} from 'node:zlib'
import {configText, type KernelProfile} from './profiles.ts'

/** What a guest's kernel says to a program that asks about it. `present`: the kernel has what the program needs, so the real one may run. */
export type Answer = {readonly stdout: string | Uint8Array; readonly code: 0} | {readonly stderr: string; readonly code: number} | {readonly present: true}

/** Null: the program asks nothing of the kernel that the profile decides. What is done in a namespace of its own leaves nothing behind, so that nothing has to run. */
export function answer(kernel: KernelProfile, argv: readonly string[]): Answer | null {
  const [program = '', ...args] = unwrapped(argv)
  const script = program === 'sh' && /^-e?c$/.test(args[0] ?? '') && args.length === 2 ? (args[1] as string) : undefined
  const found = script !== undefined ? chain(kernel, script) : (answers[program.replace(/^.*\//, '')]?.(kernel, args) ?? null)
  return found !== null && 'present' in found && argv.includes('unshare') ? {stdout: '', code: 0} : found
}

/** Without `env K=V` and `unshare` in front. */
function unwrapped(argv: readonly string[]): readonly string[] {
  const program = argv.findIndex((word, i) => i > 0 && !(argv[0] === 'unshare' ? /^(--net|--mount|-n|-m)$/ : /^[A-Za-z_]\w*=/).test(word))
  return (argv[0] === 'env' || argv[0] === 'unshare') && program !== -1 ? unwrapped(argv.slice(program)) : argv
}

/** A shell's line of such questions and nothing else, joined by `&&`. */
function chain(kernel: KernelProfile, script: string): Answer | null {
  if (/['`$|<>;\\(){}*?\n]/.test(script)) return null
  let stdout = ''
  for (const part of script.split('&&')) {
    const found = answer(kernel, [...part.trim().matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? ''))
    if (found === null) return null
    if ('stderr' in found) return found
    if ('stdout' in found) stdout += Buffer.from(found.stdout).toString()
  }
  return stdout === '' ? {present: true} : {stdout, code: 0}
}

type Answering = (kernel: KernelProfile, args: readonly string[]) => Answer | null

const answers: Readonly<Record<string, Answering>> = {
  uname: ({release}, args) => (args.join(' ') === '-r' ? {stdout: `${release}\n`, code: 0} : args.join(' ') === '-a' ? {stdout: `Linux guest ${release} #1 SMP aarch64 GNU/Linux\n`, code: 0} : null),
  cat: (kernel, [path, ...more]) => (more.length > 0 ? null : path === '/proc/config.gz' ? {stdout: gzipSync(configText(kernel)), code: 0} : path === '/proc/version' ? {stdout: `Linux version ${kernel.release} (builder@builder) (gcc) #1 SMP\n`, code: 0} : null),
  zcat: (kernel, [path]) => (path === '/proc/config.gz' ? {stdout: configText(kernel), code: 0} : null),
  gunzip: (kernel, args) => (args.includes('/proc/config.gz') && args.some((word) => /^-\w*c/.test(word)) ? {stdout: configText(kernel), code: 0} : null),
  gzip: (kernel, args) => (args.includes('/proc/config.gz') && args.some((word) => /^-\w*c/.test(word)) ? {stdout: configText(kernel), code: 0} : null),
  ip: (kernel, args) => link(kernel, args) ?? rule(kernel, args),
  test: ({options}, args) => {
    if (args.includes('/proc/config.gz')) return {stdout: '', code: 0}
    const needed = FILES.find(([pattern]) => args.some((word) => pattern.test(word)))
    return needed === undefined ? null : options.has(needed[1]) ? {present: true} : {stderr: '', code: 1}
  },
  nft: ({options}) => (options.has('NF_TABLES') ? {present: true} : {stderr: 'netlink: Error: cache initialization failed: Protocol not supported\n', code: 1}),
  iptables: (kernel, args) => (kernel.options.has('NF_TABLES') || kernel.options.has('IP_NF_NAT') ? extension(kernel, args) : NO_NFT),
  ip6tables: ({options}) => (options.has('NF_TABLES') || options.has('IP6_NF_NAT') ? {present: true} : NO_NFT),
  'iptables-nft': (kernel, args) => (kernel.options.has('NF_TABLES') ? extension(kernel, args) : NO_NFT),
  'iptables-legacy': (kernel, args) => (kernel.options.has('IP_NF_IPTABLES') ? extension(kernel, args) : {stderr: "iptables: can't initialize iptables table `filter': Table does not exist (do you need to insmod?)\n", code: 3}),
  ipset: ({options}) => (options.has('IP_SET') && options.has('IP_SET_HASH_IP') ? {present: true} : {stderr: 'ipset v7.17: Cannot open session to kernel.\n', code: 1}),
  tc: ({options}, args) => {
    const needed = args.includes('fq') ? 'NET_SCH_FQ' : args.includes('clsact') ? 'NET_SCH_INGRESS' : args.includes('bpf') ? 'NET_CLS_BPF' : undefined
    return needed === undefined ? null : options.has(needed) ? {present: true} : {stderr: 'Error: Specified qdisc kind is unknown.\n', code: 2}
  },
  mount: ({options}, [t, type]) => {
    // Every guest's systemd has the other one mounted.
    if (t !== '-t' || !['bpf', 'cgroup2'].includes(type ?? '')) return null
    return type === 'cgroup2' || options.has('BPF_SYSCALL') ? {present: true} : {stderr: "mount: /mnt: unknown filesystem type 'bpf'.\n", code: 32}
  },
  grep: (_kernel, args) => {
    const file = args.at(-1) ?? ''
    // Containers' file systems are on overlays in all of them.
    if (file === '/proc/filesystems' && args.includes('overlay')) return {present: true}
    // None of the records says whether these kernels list their functions, so none does.
    return ['/proc/kallsyms', '/sys/kernel/btf/vmlinux'].includes(file) ? {stderr: `grep: ${file}: No such file or directory\n`, code: 2} : null
  },
  'kernel-probe': ({options}, [recipe = '']) => {
    const needed = PROBES[recipe]
    return needed === undefined ? null : needed[0].every((option) => options.has(option)) ? {present: true} : {stderr: needed[1], code: needed[2]}
  },
  // Nothing can be loaded into any of these kernels.
  modprobe: ({release}, args) => ({stderr: `modprobe: FATAL: Module ${args.at(-1) ?? ''} not found in directory /lib/modules/${release}\n`, code: 1}),
}

const NO_NFT: Answer = {stderr: 'iptables: Failed to initialize nft: Protocol not supported\n', code: 1}

/** What each recipe of kina's probe program takes, and how it fails: the call, and its errno as exit code. */
const PROBES: Readonly<Record<string, readonly [options: readonly string[], stderr: string, code: number]>> = {
  program: [['BPF_SYSCALL'], 'loading a BPF program', 38],
  jit: [['BPF_SYSCALL', 'BPF_JIT'], 'the program was not compiled', 22],
  maps: [['BPF_SYSCALL'], 'creating a BPF map', 38],
  tcx: [['BPF_SYSCALL', 'NET_XGRESS'], 'attaching a BPF program', 22],
  xdp: [['BPF_SYSCALL'], 'loading a BPF program', 38],
  cgroup: [['CGROUP_BPF'], 'loading a BPF program', 22],
  classid: [['CGROUP_BPF', 'CGROUP_NET_CLASSID'], 'loading a BPF program', 22],
  perf: [['PERF_EVENTS'], 'perf_event_open', 38],
  events: [['BPF_EVENTS'], 'loading a BPF program', 22],
}

/** Files of the kernel, and what it takes for them to be there. */
const FILES: readonly (readonly [RegExp, string])[] = [
  [/^\/proc\/sys\/net\/bridge(\/|$)/, 'BRIDGE_NETFILTER'],
  [/^\/sys\/kernel\/btf(\/|$)/, 'DEBUG_INFO_BTF'],
  [/^\/proc\/sys\/kernel\/unprivileged_bpf_disabled$/, 'BPF_SYSCALL'],
  [/^\/proc\/sys\/net\/core\/bpf_jit_enable$/, 'BPF_JIT'],
  [/^\/proc\/net\/ip_vs$/, 'IP_VS'],
]

const DEVICES: Readonly<Record<string, string>> = {veth: 'VETH', bridge: 'BRIDGE', vxlan: 'VXLAN', geneve: 'GENEVE', ipip: 'NET_IPIP', wireguard: 'WIREGUARD', vlan: 'VLAN_8021Q', ipvlan: 'IPVLAN', macvlan: 'MACVLAN', dummy: 'DUMMY', bond: 'BONDING', vrf: 'NET_VRF', ifb: 'IFB', netkit: 'NETKIT'}

function link({options}: KernelProfile, args: readonly string[]): Answer | null {
  const type = args.includes('add') ? args[args.indexOf('type') + 1] : undefined
  const needed = type === undefined || !args.includes('type') ? undefined : DEVICES[type]
  return needed === undefined ? null : options.has(needed) ? {present: true} : {stderr: 'Error: Unknown device type.\n', code: 2}
}

/** Matches and targets of a rule, by the options they take. */
const EXTENSIONS: Readonly<Record<string, string>> = {comment: 'NETFILTER_XT_MATCH_COMMENT', mark: 'NETFILTER_XT_MATCH_MARK', socket: 'NETFILTER_XT_MATCH_SOCKET', set: 'NETFILTER_XT_SET', CT: 'NETFILTER_XT_TARGET_CT', TPROXY: 'NETFILTER_XT_TARGET_TPROXY'}

function extension({options}: KernelProfile, args: readonly string[]): Answer {
  const lacking = args.find((word, i) => ['-m', '-j'].includes(args[i - 1] ?? '') && EXTENSIONS[word] !== undefined && !options.has(EXTENSIONS[word]))
  return lacking === undefined ? {present: true} : {stderr: `Warning: Extension ${lacking} revision 0 not supported, missing kernel module?\niptables: No chain/target/match by that name.\n`, code: 1}
}

function rule({options}: KernelProfile, args: readonly string[]): Answer | null {
  if (args[0] === 'xfrm') return ['XFRM_USER', 'INET_ESP', 'CRYPTO_GCM'].every((name) => options.has(name)) ? {present: true} : {stderr: 'RTNETLINK answers: Protocol not supported\n', code: 2}
  return !args.includes('rule') ? null : options.has('IP_MULTIPLE_TABLES') ? {present: true} : {stderr: 'RTNETLINK answers: Operation not supported\n', code: 2}
}
