import type {KernelNeed} from 'kina/plugin'

/** What of Cilium is on, as far as it decides what the kernel has to offer. */
export interface CiliumParts {
  /** Such as `1.19.6`. */
  readonly version: string
  readonly replacesKubeProxy: boolean
  /** Null: native routing. */
  readonly tunnel: 'vxlan' | 'geneve' | null
  readonly masquerade: 'bpf' | 'iptables'
  /** Policies, ingress and gateways that look into HTTP and DNS. */
  readonly l7: boolean
  readonly hubble: boolean
  readonly encryption: 'wireguard' | 'ipsec' | null
  readonly bandwidthManager: boolean
  readonly ipv6: boolean
  readonly netkit: boolean
}

/** Words are those of `CheckRequirements` in Cilium 1.19 and 1.20 (pkg/datapath/linux/requirements.go), and of its start-up log. */
const agent = (words: string) => ({of: 'cilium-agent', words})

/** What each part needs. Features are of kina's list. */
export function kernelNeeds(parts: CiliumParts): KernelNeed[] {
  return [...always(parts), ...overlay(parts), ...services(parts), ...masquerading(parts), ...proxy(parts), ...extras(parts)]
}

function always({version}: CiliumParts): KernelNeed[] {
  return [
    {feature: 'veth', why: 'a pod is linked to its node by a veth pair'},
    {feature: 'bpf', why: 'all forwarding is done by BPF programs; the agent does not start', log: agent('Require support for bpf() (CONFIG_BPF_SYSCALL=y)')},
    {feature: 'bpf-jit', why: 'the agent does not start with interpreted BPF programs', log: agent('Require support for the eBPF JIT (CONFIG_HAVE_EBPF_JIT=y and CONFIG_BPF_JIT=y)')},
    {feature: 'bpf-maps', why: 'addresses, policies and connections are kept in them'},
    {feature: 'tc-bpf', why: 'its programs cannot be attached to the links of pods', log: agent('Require support for tcx links (Linux 6.6 or newer)')},
    ...(atLeast(version, [1, 19, 0]) ? [{feature: 'bpf-classid', why: 'the agent does not start without this helper', log: agent('Require support for bpf_get_cgroup_classid() (Linux 5.7.0 or newer)')}] : []),
    {feature: 'perf-events', why: 'its programs report drops and packets through them'},
    {feature: 'bpffs', why: 'programs and maps outlive the agent there', log: agent('Unable to mount BPF filesystem')},
    {feature: 'policy-routing', why: 'the agent moves the rule for local addresses, and fails at it', log: agent('Policy routing:NOT OK. Please enable kernel configuration item CONFIG_IP_MULTIPLE_TABLES')},
  ]
}

function overlay({tunnel}: CiliumParts): KernelNeed[] {
  const other = tunnel === 'vxlan' ? 'native routing, or tunnelProtocol: geneve' : 'native routing, or tunnelProtocol: vxlan'
  return tunnel === null ? [] : [{feature: tunnel, why: `packets between nodes travel in ${tunnel === 'vxlan' ? 'VXLAN' : 'Geneve'}`, log: agent(`failed to setup ${tunnel} tunnel device`), avoid: `Cilium’s values for ${other}`}]
}

function services({replacesKubeProxy, version, ipv6, masquerade}: CiliumParts): KernelNeed[] {
  const keep = '--cni-option kubeProxyReplacement=false, with kube-proxy kept'
  const typed = replacesKubeProxy && (atLeast(version, [1, 20, 2]) || (atLeast(version, [1, 19, 8]) && !atLeast(version, [1, 20, 0])))
  const headers = atLeast(version, [1, 20, 0]) && (ipv6 || masquerade === 'bpf')
  return [
    ...(replacesKubeProxy
      ? [
          {feature: 'cgroup2', why: 'services are translated at the sockets of its root', avoid: keep},
          {feature: 'bpf-cgroup', why: 'services are translated by programs at sockets', avoid: keep},
          {feature: 'socket-destroy', why: 'connections to a service’s ended backends stay open until they time out', optional: true},
        ]
      : []),
    ...(typed || headers ? [{feature: 'btf', why: 'programs for services, masquerading and IPv6 are not loaded without the kernel’s types', avoid: 'a version of Cilium before 1.19.8'}] : []),
  ]
}

function masquerading({masquerade, tunnel}: CiliumParts): KernelNeed[] {
  const iptables = masquerade === 'iptables'
  return [
    {feature: 'iptables', why: iptables ? 'pods do not reach the outside' : 'the agent writes rules for its proxy and for packets that are not tracked', ...(!iptables && {optional: true}), ...(iptables && {avoid: 'Cilium’s value bpf.masquerade: true'})},
    {feature: 'xt_comment', why: 'nearly all of its rules bear comments, and fail', optional: true},
    {feature: 'xt_ct', why: 'its packets between nodes are tracked by the kernel, too', optional: true},
    ...(iptables && tunnel === null ? [{feature: 'xt_set', why: 'packets to other nodes are masqueraded, too', avoid: 'Cilium’s value bpf.masquerade: true'}] : []),
  ]
}

function proxy({l7, tunnel}: CiliumParts): KernelNeed[] {
  if (!l7) return []
  const avoid = 'Cilium’s value l7Proxy: false'
  return [
    {feature: 'xt_mark', why: 'packets for the proxy are told apart by marks', avoid},
    {feature: 'xt_tproxy', why: 'packets do not reach the proxy: policies on L7 and names, ingress and gateways do not work', avoid},
    {
      feature: 'xt_socket',
      why: tunnel === null ? 'packets of connections that the proxy has may be dropped' : 'a path to the proxy is taken that is slower for all packets',
      log: agent('Extension socket revision 0 not supported'),
      avoid,
      optional: true,
    },
  ]
}

function extras({hubble, encryption, bandwidthManager, netkit}: CiliumParts): KernelNeed[] {
  return [
    ...(hubble ? [{feature: 'bpf-events', why: 'Hubble shows no packets, and says nothing of it', optional: true}] : []),
    ...(encryption === null ? [] : [{feature: encryption, why: 'nothing is encrypted between nodes', avoid: 'Cilium’s value encryption.enabled: false'}]),
    ...(bandwidthManager ? [{feature: 'fq', why: 'limits of pods’ bandwidth are not kept', avoid: 'Cilium’s value bandwidthManager.enabled: false'}] : []),
    ...(netkit ? [{feature: 'netkit', why: 'pods are to be linked by netkit instead of veth', avoid: 'Cilium’s value bpf.datapathMode: veth'}] : []),
  ]
}

/** Whether a version is the one of these numbers, or later. */
function atLeast(version: string, wanted: readonly [number, number, number]): boolean {
  const numbers = version.replace(/^v/, '').split(/[.-]/).map(Number)
  const at = wanted.findIndex((number, i) => number !== (numbers[i] ?? 0))
  return at === -1 || (numbers[at] ?? 0) > wanted[at]!
}
