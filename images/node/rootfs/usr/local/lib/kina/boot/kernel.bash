# shellcheck shell=bash
# What depends on the kernel the node happens to run on.

# A kernel with everything built in, or a node that may not load modules, is the common case and no failure: what is really missing
# shows when it is needed. Kernel options are core's to probe.
load_modules() {
  [[ -d /lib/modules/$(uname -r) ]] || return 0
  modprobe --quiet --all overlay br_netfilter nf_conntrack nf_nat xt_REJECT ip_tables nf_tables || true
}

# By trying, with matches that Kubernetes uses: a kernel can have nf_tables without the compatibility layer. The image says nft, so on
# most machines this changes nothing.
choose_iptables() {
  local mode
  for mode in nft legacy; do
    if iptables_works "$mode"; then
      use_iptables "$mode"
      return
    fi
  done
  say 'warning: neither iptables-nft nor iptables-legacy works with this kernel; Kubernetes services will not'
}

iptables_works() {
  "iptables-$1-restore" --noflush 2> /dev/null <<'RULES' && "iptables-$1" --table nat --delete-chain KINA-PROBE
*nat
:KINA-PROBE - [0:0]
-A KINA-PROBE -p tcp -m conntrack --ctstate NEW -m comment --comment probe -j MARK --set-xmark 0x4000/0x4000
-F KINA-PROBE
COMMIT
RULES
}

use_iptables() {
  local family
  for family in iptables ip6tables; do
    [[ $(readlink "/etc/alternatives/$family") == "/usr/sbin/$family-$1" ]] || update-alternatives --set "$family" "/usr/sbin/$family-$1"
  done
}

# Protecting a process from the OOM killer needs CAP_SYS_RESOURCE on the host. Where the node has it, critical pods get the protection
# they ask for; where not, containerd must not even try, because then no pod starts.
adapt_to_oom_rights() {
  local restrict=true
  if (echo -1000 > /proc/self/oom_score_adj) 2> /dev/null; then
    restrict=false
  fi
  sed -i "s/^\( *restrict_oom_score_adj *=\).*/\1 $restrict/" /etc/containerd/config.toml
}

# From 1.35 on kubelet refuses cgroup v1 unless told otherwise. In its own clusters kina does so in kubelet's configuration; other tools that
# make a cluster from this image do not, and the flag counts more than the configuration.
allow_cgroup_v1() {
  [[ ! -f /sys/fs/cgroup/cgroup.controllers && $(< /kind/version) =~ ^v1\.([0-9]+)\. && ${BASH_REMATCH[1]} -ge 35 ]] || return 0
  grep -q -e --fail-cgroupv1 /etc/default/kubelet || sed -i 's/^KUBELET_EXTRA_ARGS="/&--fail-cgroupv1=false /' /etc/default/kubelet
}

# Given to the container as environment; containerd, which pulls images, is a child of systemd, not of this script.
pass_proxy_settings() {
  local name value settings=''
  for name in HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy; do
    value=${!name:-}
    [[ -z $value ]] || settings+=" \"$name=${value//%/%%}\""
  done
  [[ -n $settings ]] || return 0
  mkdir -p /etc/systemd/system.conf.d
  printf '[Manager]\nDefaultEnvironment=%s\n' "$settings" > /etc/systemd/system.conf.d/proxy.conf
}
