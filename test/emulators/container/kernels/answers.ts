import {gzipSync} from 'node:zlib'
import {configText, type KernelProfile} from './profiles.ts'

/** What a guest's kernel says to a program that asks about it. `present`: the kernel has what the program needs, so the real one may run. */
export type Answer = {readonly stdout: string | Uint8Array; readonly code: 0} | {readonly stderr: string; readonly code: number} | {readonly present: true}

/** Null: the program asks nothing of the kernel that the profile decides. */
export function answer(kernel: KernelProfile, argv: readonly string[]): Answer | null {
  const [program = '', ...args] = unwrapped(argv)
  const script = program === 'sh' && /^-e?c$/.test(args[0] ?? '') && args.length === 2 ? (args[1] as string) : undefined
  if (script !== undefined) return chain(kernel, script)
  return answers[program.replace(/^.*\//, '')]?.(kernel, args) ?? null
}

/** Without `env K=V` and `unshare --net` in front. */
function unwrapped(argv: readonly string[]): readonly string[] {
  const program = argv.findIndex((word, i) => i > 0 && !/^[A-Za-z_]\w*=/.test(word))
  if (argv[0] === 'env' && program !== -1) return unwrapped(argv.slice(program))
  if (argv[0] === 'unshare' && (argv[1] === '--net' || argv[1] === '-n')) return unwrapped(argv.slice(2))
  return argv
}

/** A shell's line of such questions and nothing else, joined by `&&`. */
function chain(kernel: KernelProfile, script: string): Answer | null {
  if (/["'`$|<>;\\(){}*?\n]/.test(script)) return null
  let stdout = ''
  for (const part of script.split('&&')) {
    const found = answer(kernel, part.trim().split(/\s+/))
    if (found === null) return null
    if ('stderr' in found) return found
    if ('stdout' in found) stdout += Buffer.from(found.stdout).toString()
  }
  return {stdout, code: 0}
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
  iptables: ({options}) => (options.has('NF_TABLES') || options.has('IP_NF_NAT') ? {present: true} : NO_NFT),
  ip6tables: ({options}) => (options.has('NF_TABLES') || options.has('IP6_NF_NAT') ? {present: true} : NO_NFT),
  'iptables-nft': ({options}) => (options.has('NF_TABLES') ? {present: true} : NO_NFT),
  'iptables-legacy': ({options}) => (options.has('IP_NF_IPTABLES') ? {present: true} : {stderr: "iptables: can't initialize iptables table `filter': Table does not exist (do you need to insmod?)\n", code: 3}),
  // Nothing can be loaded into any of these kernels.
  modprobe: ({release}, args) => ({stderr: `modprobe: FATAL: Module ${args.at(-1) ?? ''} not found in directory /lib/modules/${release}\n`, code: 1}),
}

const NO_NFT: Answer = {stderr: 'iptables: Failed to initialize nft: Protocol not supported\n', code: 1}

/** Files of the kernel, and what it takes for them to be there. */
const FILES: readonly (readonly [RegExp, string])[] = [
  [/^\/proc\/sys\/net\/bridge(\/|$)/, 'BRIDGE_NETFILTER'],
  [/^\/sys\/kernel\/btf(\/|$)/, 'DEBUG_INFO_BTF'],
  [/^\/proc\/sys\/kernel\/unprivileged_bpf_disabled$/, 'BPF_SYSCALL'],
  [/^\/proc\/sys\/net\/core\/bpf_jit_enable$/, 'BPF_JIT'],
]

const DEVICES: Readonly<Record<string, string>> = {veth: 'VETH', bridge: 'BRIDGE', vxlan: 'VXLAN', geneve: 'GENEVE', ipip: 'NET_IPIP', wireguard: 'WIREGUARD', vlan: 'VLAN_8021Q', ipvlan: 'IPVLAN', macvlan: 'MACVLAN', dummy: 'DUMMY', bond: 'BONDING', vrf: 'NET_VRF', ifb: 'IFB', netkit: 'NETKIT'}

function link({options}: KernelProfile, args: readonly string[]): Answer | null {
  const type = args.includes('add') ? args[args.indexOf('type') + 1] : undefined
  const needed = type === undefined || !args.includes('type') ? undefined : DEVICES[type]
  return needed === undefined ? null : options.has(needed) ? {present: true} : {stderr: 'Error: Unknown device type.\n', code: 2}
}

function rule({options}: KernelProfile, args: readonly string[]): Answer | null {
  return !args.includes('rule') ? null : options.has('IP_MULTIPLE_TABLES') ? {present: true} : {stderr: 'RTNETLINK answers: Operation not supported\n', code: 2}
}
