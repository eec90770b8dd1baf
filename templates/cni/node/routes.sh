#!/bin/sh
# Keeps a route to the pods of each other node. Nodes are found by name, again and again: an address lasts until the next start of a node.
while :; do
  while read -r cidr name; do
    if [ -z "$name" ]; then
      # A pod address that nobody has must not leave by the default route.
      ip route replace unreachable "$cidr"
    elif address=$(getent ahostsv4 "$name" | grep -om 1 '^[0-9.]*'); then
      ip route replace "$cidr" via "$address"
    fi
  done < /etc/kina-__NAME__/routes
  sleep 2
done
