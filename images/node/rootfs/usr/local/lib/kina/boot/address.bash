# shellcheck shell=bash
# kubeadm as kind calls it writes the node's address of the moment into files, and a container may come back with another. In clusters of
# kina's own these files bear names (/etc/kina/node.env is there), and nothing is to be done.

# Files that may bear it: kubeadm's, and kind's configuration for kubeadm.
readonly files_with_address=(
  /etc/kubernetes/manifests/{etcd,kube-apiserver,kube-controller-manager,kube-scheduler}.yaml
  /etc/kubernetes/{controller-manager,scheduler,kubelet}.conf
  /kind/kubeadm.conf /var/lib/kubelet/kubeadm-flags.env
)

# The last address stands where kind's own entrypoint keeps it, in /kind/old-ipv4 and /kind/old-ipv6.
adopt_address() {
  [[ ! -e /etc/kina/node.env ]] || return 0
  local family old new changed=''
  for family in 4 6; do
    new=$(own_address "$family")
    [[ -n $new ]] || continue
    old=$(cat "/kind/old-ipv$family" 2> /dev/null) || true
    if [[ -n $old && $old != "$new" ]]; then
      replace_address "$old" "$new"
      changed=yes
    fi
    echo -n "$new" > "/kind/old-ipv$family"
  done
  [[ -z $changed ]] || renew_api_certificate
}

# Of the link that leads out. Without asking a name server, which may not answer yet.
own_address() {
  local link
  # A kernel without IPv6 answers with an error.
  link=$(ip "-$1" route show default 2> /dev/null | awk '{for (i = 1; i < NF; i++) if ($i == "dev") {print $(i + 1); exit}}') || true
  [[ -z $link ]] || ip "-$1" -oneline address show dev "$link" scope global | awk '{sub("/.*", "", $4); print $4; exit}'
}

replace_address() {
  local file
  say "the node's address was $1 and is $2"
  for file in "${files_with_address[@]}"; do
    [[ ! -f $file ]] || sed -i "s#\b${1//./\\.}\b#$2#g" "$file"
  done
}

# The API server's certificate names the address too.
renew_api_certificate() {
  local pair=/etc/kubernetes/pki/apiserver
  [[ -f $pair.crt && -f $pair.key && -f /kind/kubeadm.conf ]] || return 0
  rm "$pair.crt" "$pair.key"
  kubeadm init phase certs apiserver --config /kind/kubeadm.conf
}
