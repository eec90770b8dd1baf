# shellcheck shell=bash
# Who the node is. Made once and kept: the journal of earlier boots is found by the machine-id, and Kubernetes sees the same machine again.

identify_node() {
  [[ -s /etc/machine-id ]] || new_id | tr -d - > /etc/machine-id
  [[ -s /kind/product_uuid ]] || new_id > /kind/product_uuid
  # All containers of a host see the host's DMI: a node would look like a machine of the host's cloud, and all nodes like one machine.
  pretend /kind/product_uuid /sys/class/dmi/id/product_uuid
  pretend /kind/product_name /sys/class/dmi/id/product_name
}

new_id() { cat /proc/sys/kernel/random/uuid; }

pretend() {
  [[ ! -e $2 ]] || mount -o bind,ro "$1" "$2" || say "warning: $2 stays the host's"
}
