# shellcheck shell=bash
# Pods inherit the node's /etc/resolv.conf, and a loopback address in it would be the pod's own: CoreDNS would ask itself and stop.
# Docker names 127.0.0.11 in user-defined networks, and answers there through DNAT rules to a port of its choice. The same port is
# offered under the gateway's address, to the node and to its pods, and resolv.conf names that.

present_reachable_resolver() {
  local loopback presented
  loopback=$(awk '$1 == "nameserver" && $2 ~ /^127\./ {print $2; exit}' /etc/resolv.conf)
  [[ -n $loopback ]] || return 0
  presented=$(gateway_or_own_address)
  if [[ -z $presented ]]; then
    say "warning: the node has no address but loopback; pods cannot use the name server $loopback"
    return 0
  fi
  redirect_dns "$loopback" "$presented"
  # In place: it is a mount.
  local text
  text=$(sed "s/^\(nameserver[[:space:]]*\)${loopback//./\\.}[[:space:]]*$/\1$presented/" /etc/resolv.conf)
  echo "$text" > /etc/resolv.conf
}

gateway_or_own_address() {
  local gateway
  gateway=$(ip -4 route show default | awk '{for (i = 1; i < NF; i++) if ($i == "via") {print $(i + 1); exit}}')
  echo "${gateway:-$(ip -4 -oneline address show scope global | awk '{sub("/.*", "", $4); print $4; exit}')}"
}

redirect_dns() {
  local protocol target
  {
    echo '*nat'
    echo ':KINA-DNS - [0:0]'
    while read -r protocol target; do
      echo "-A KINA-DNS -d $2/32 -p $protocol --dport 53 -j DNAT --to-destination $target"
    done < <(dns_targets "$1")
    echo 'COMMIT'
  } | iptables-restore --noflush
  local chain
  for chain in PREROUTING OUTPUT; do
    iptables --table nat --check "$chain" --jump KINA-DNS 2> /dev/null || iptables --table nat --insert "$chain" --jump KINA-DNS
  done
  # A packet from a pod is then addressed to loopback, which the kernel drops otherwise.
  echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet
}

# Lines "protocol address:port". The rules are in whichever of the two tables Docker uses; none: something listens on port 53 itself.
dns_targets() {
  local found
  found=$(nat_rules 2> /dev/null | docker_dns_rules "$1") || true
  echo "${found:-$(printf '%s %s:53\n' udp "$1" tcp "$1")}"
}

# Reading a legacy table creates it, and both kinds side by side confuse others; so only one that is there.
nat_rules() {
  iptables-nft-save --table nat
  ! grep --quiet --line-regexp nat /proc/net/ip_tables_names || iptables-legacy-save --table nat
}

docker_dns_rules() {
  awk -v server="$1" '
    {protocol = ""; target = ""}
    {for (i = 1; i < NF; i++) {if ($i == "-p") protocol = $(i + 1); if ($i == "--to-destination") target = $(i + 1)}}
    protocol != "" && index(target, server ":") == 1 {print protocol, target}'
}
