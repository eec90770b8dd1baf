# shellcheck shell=bash
# Mounts as systemd and kubelet need them, whatever the runtime made. A privileged container has them writable already; one that has all
# capabilities but not the runtime's "privileged" (Docker where CAP_SYS_RESOURCE is missing, Apple's container) finds them read-only.

fix_mounts() {
  make_writable /sys/fs/cgroup
  make_writable /proc/sys
  # systemd's rule for containers: with a read-only /sys nothing starts udev or touches the host's devices. Only this mount, not the
  # file system behind it, so that a privileged pod can still have a writable one of its own.
  mount -o remount,bind,ro /sys || say 'warning: /sys stays writable'
  # kubelet's mounts must reach the pods that ask for mount propagation.
  mount --make-rshared /
  # kubelet reads it and does not start without.
  [[ -e /dev/kmsg ]] || mknod -m 644 /dev/kmsg c 1 11
}

make_writable() {
  local path
  while read -r path; do
    mount -o remount,bind,rw "$path"
  done < <(read_only_mounts "$1")
}

# Field 5 of mountinfo is where, field 6 the mount's own options.
read_only_mounts() {
  awk -v top="$1" '($5 == top || index($5, top "/") == 1) && $6 ~ /^ro(,|$)/ {print $5}' /proc/self/mountinfo
}
