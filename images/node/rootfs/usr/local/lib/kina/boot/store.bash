# shellcheck shell=bash
# containerd's store, prepared by store-pack and part of the node's image, becomes this node's store without copying the images: all but
# the snapshots (about 1 MB) is copied to /var, and each snapshot is a symbolic link into the image, where it is only ever read.
# containerd removes an image's snapshot by removing the link.

place_store() {
  local packed=/kina/containerd store=/var/lib/containerd new=/var/lib/containerd.new
  [[ -d $packed && ! -e $store ]] || return 0
  # A first boot that was killed half way left only $new; the rename is what makes it count.
  rm -rf "$new"
  mkdir -p /var/lib
  copy_all_but_snapshots "$packed" "$new"
  link_snapshots "$packed/$overlay" "$new/$overlay"
  mv -T "$new" "$store"
}

readonly overlay=io.containerd.snapshotter.v1.overlayfs

copy_all_but_snapshots() {
  mkdir -m 711 "$2"
  tar --create --file=- --directory="$1" --exclude="./$overlay/snapshots/*" . | tar --extract --file=- --directory="$2" --preserve-permissions --same-owner
}

link_snapshots() {
  local snapshot
  for snapshot in "$1"/snapshots/*; do
    case $snapshot in
      *.tar) unpack_snapshot "$snapshot" "$2/snapshots" ;;
      *) ln -s "$snapshot" "$2/snapshots/" ;;
    esac
  done
}

# What deletes files of a lower layer cannot be in an image layer itself (see store-pack); on /var, no overlay, it can be again.
unpack_snapshot() {
  tar --extract --file="$1" --directory="$2" --preserve-permissions --numeric-owner --same-owner --xattrs --xattrs-include='*'
}
