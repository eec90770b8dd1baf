import {alone, link, rule, type FeatureSpec} from './feature.js'

/** Addresses of documentation (RFC 5737), which nothing is sent to. */
const [HERE, THERE] = ['192.0.2.1', '192.0.2.2']

export const LINK_FEATURES: readonly FeatureSpec[] = [
  {feature: 'veth', meaning: 'pairs of virtual links between pods and node', config: ['VETH'], symbols: ['veth_newlink'], trials: [link('type', 'veth', 'peer', 'name', 'kina1')]},
  {feature: 'bridge', meaning: 'bridges', config: ['BRIDGE'], symbols: ['br_dev_newlink'], trials: [link('type', 'bridge')]},
  {feature: 'vxlan', meaning: 'VXLAN tunnels between nodes', config: ['VXLAN'], symbols: ['vxlan_newlink'], trials: [link('type', 'vxlan', 'id', '1', 'dstport', '4789')]},
  {feature: 'geneve', meaning: 'Geneve tunnels between nodes', config: ['GENEVE'], symbols: ['geneve_newlink'], trials: [link('type', 'geneve', 'id', '1', 'remote', THERE)]},
  {feature: 'ipip', meaning: 'IP in IP tunnels', config: ['NET_IPIP'], symbols: ['ipip_newlink'], trials: [link('type', 'ipip', 'local', HERE, 'remote', THERE)]},
  {feature: 'wireguard', meaning: 'encryption by WireGuard', config: ['WIREGUARD'], symbols: ['wg_setup'], trials: [link('type', 'wireguard')]},
  {feature: 'dummy', meaning: 'dummy links, such as IPVS puts service addresses on', config: ['DUMMY'], symbols: ['dummy_setup'], trials: [link('type', 'dummy')]},
  {feature: 'ipvlan', meaning: 'links that share the address of another', config: ['IPVLAN'], symbols: ['ipvlan_link_new'], trials: [{by: 'ip link', argv: alone('sh', '-c', 'ip link add kina1 type veth peer name kina2 && ip link add kina0 link kina1 type ipvlan')}]},
  {feature: 'netkit', meaning: 'links between pods and node that BPF programs stand in', config: ['NETKIT'], symbols: ['netkit_new_link'], trials: [link('type', 'netkit')]},
]

export const ROUTING_FEATURES: readonly FeatureSpec[] = [
  {feature: 'policy-routing', meaning: 'several routing tables', config: ['IP_MULTIPLE_TABLES'], symbols: ['fib4_rules_init'], trials: [{by: 'ip rule', argv: alone('ip', 'rule', 'add', 'table', '100')}]},
  {feature: 'fq', meaning: 'fair queues that keep to departure times', config: ['NET_SCH_FQ'], symbols: ['fq_change'], trials: [{by: 'tc qdisc', argv: alone('tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'fq')}]},
  {feature: 'ipvs', meaning: 'IPVS', config: ['IP_VS'], symbols: ['register_ip_vs_scheduler'], trials: [{by: '/proc/net/ip_vs', argv: ['test', '-e', '/proc/net/ip_vs']}], module: 'ip_vs'},
  {
    feature: 'ipsec',
    meaning: 'encryption by IPsec with AES-GCM',
    config: ['XFRM_USER', 'INET_ESP', 'CRYPTO_GCM'],
    symbols: ['xfrm_add_sa', 'esp_init_state'],
    trials: [{by: 'ip xfrm', argv: alone('ip', 'xfrm', 'state', 'add', 'src', HERE, 'dst', THERE, 'proto', 'esp', 'spi', '1', 'mode', 'tunnel', 'aead', 'rfc4106(gcm(aes))', `0x${'00'.repeat(20)}`, '128')}],
  },
  {feature: 'socket-destroy', meaning: 'ending connections of others', config: ['INET_DIAG_DESTROY'], symbols: ['tcp_diag_destroy'], trials: []},
]

export const FILTER_FEATURES: readonly FeatureSpec[] = [
  {feature: 'br_netfilter', meaning: 'packet filtering of bridged traffic', config: ['BRIDGE_NETFILTER'], symbols: ['br_nf_pre_routing'], trials: [{by: '/proc/sys/net/bridge', argv: ['test', '-e', '/proc/sys/net/bridge/bridge-nf-call-iptables']}], module: 'br_netfilter'},
  {
    feature: 'iptables',
    meaning: 'iptables, with connection tracking and translation',
    config: ['NF_CONNTRACK', 'NF_NAT', 'NF_TABLES|IP_NF_NAT'],
    symbols: ['nf_nat_masquerade_ipv4'],
    trials: [{by: 'iptables', argv: alone('iptables', '-t', 'nat', '-A', 'POSTROUTING', '-m', 'conntrack', '--ctstate', 'NEW', '-j', 'MASQUERADE')}],
  },
  {feature: 'nft', meaning: 'nftables', config: ['NF_TABLES'], symbols: ['nf_tables_newtable'], trials: [{by: 'nft', argv: alone('nft', 'add', 'table', 'ip', 'kina')}]},
  {feature: 'xt_comment', meaning: 'rules of iptables with comments', config: ['NETFILTER_XT_MATCH_COMMENT'], symbols: ['comment_mt'], trials: rule('-A', 'INPUT', '-m', 'comment', '--comment', 'kina')},
  {feature: 'xt_mark', meaning: 'marks of packets', config: ['NETFILTER_XT_MARK|NETFILTER_XT_MATCH_MARK'], symbols: ['mark_mt'], trials: rule('-t', 'mangle', '-A', 'PREROUTING', '-m', 'mark', '--mark', '1', '-j', 'MARK', '--set-mark', '2')},
  {feature: 'xt_ct', meaning: 'packets that are not tracked', config: ['NETFILTER_XT_TARGET_CT'], symbols: ['xt_ct_tg_check|notrack_tg'], trials: rule('-t', 'raw', '-A', 'PREROUTING', '-j', 'CT', '--notrack')},
  {feature: 'xt_tproxy', meaning: 'packets to sockets of a proxy', config: ['NETFILTER_XT_TARGET_TPROXY'], symbols: ['tproxy_tg4'], trials: rule('-t', 'mangle', '-A', 'PREROUTING', '-p', 'tcp', '-j', 'TPROXY', '--on-port', '1')},
  {feature: 'xt_socket', meaning: 'packets by the socket that they are for', config: ['NETFILTER_XT_MATCH_SOCKET'], symbols: ['socket_mt4_v1_v2_v3'], trials: rule('-t', 'mangle', '-A', 'PREROUTING', '-m', 'socket', '--transparent', '-j', 'ACCEPT')},
  {
    feature: 'xt_set',
    meaning: 'sets of addresses in rules of iptables',
    config: ['IP_SET', 'IP_SET_HASH_IP', 'NETFILTER_XT_SET'],
    symbols: ['ip_set_create', 'set_match_v4'],
    trials: ['iptables-nft', 'iptables-legacy'].map((by) => ({by, argv: alone('sh', '-c', `ipset create kina hash:ip && ${by} -A INPUT -m set --match-set kina src`)})),
  },
]
