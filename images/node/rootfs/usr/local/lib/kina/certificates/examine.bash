# shellcheck shell=bash
# Whether a certificate request is one of a kubelet for itself.

# Exit status of a check that may come out otherwise soon.
readonly not_yet=75

# Succeeds for a request (JSON) that may be approved. Otherwise prints why not, and returns $not_yet when the Node object may still change it.
examine() {
  local node der names
  node=$(requester "$1") || { echo "$node"; return 1; }
  only_server_usages "$1" || { echo 'its usages are not those of a server certificate'; return 1; }
  der=$(request_der "$1") || { echo 'it is not one PEM block with a PKCS#10 request'; return 1; }
  subject_is "$der" "$node" || { echo "its subject is not O=system:nodes, CN=system:node:$node"; return 1; }
  names=$(der_alternative_names "$der") || { echo 'it asks for something else than DNS names and IP addresses'; return 1; }
  [[ -n $names ]] || { echo 'it names no host and no address'; return 1; }
  names_belong_to "$node" "$names"
}

# Prints the node's name; only a kubelet can be this user, by its client certificate.
requester() {
  local user
  user=$(jq --raw-output .spec.username <<< "$1")
  if [[ ! $user =~ ^system:node:([a-z0-9]([-a-z0-9.]*[a-z0-9])?)$ ]] || ! jq --exit-status '.spec.groups | index("system:nodes")' <<< "$1" > /dev/null; then
    echo "the requester is not a node but $(jq .spec.username <<< "$1")"
    return 1
  fi
  echo "${BASH_REMATCH[1]}"
}

# RSA keys need "key encipherment", others have no use for it.
only_server_usages() {
  jq --exit-status '.spec.signerName == "kubernetes.io/kubelet-serving"
    and (.spec.usages - ["key encipherment"] | sort) == ["digital signature", "server auth"]' <<< "$1" > /dev/null
}

# In hex. Exactly one PEM block and nothing around it: readers differ in which of several blocks they take.
request_der() {
  local pem
  pem=$(jq --raw-output '.spec.request | @base64d | select(test("^[\\n -~]*$"))' <<< "$1")
  [[ $pem =~ ^-----BEGIN\ CERTIFICATE\ REQUEST-----$'\n'([A-Za-z0-9+/=$'\n']+)$'\n'-----END\ CERTIFICATE\ REQUEST-----$ ]] || return 1
  base64 --decode 2> /dev/null <<< "${BASH_REMATCH[1]}" | od --address-radix=n --format=x1 --output-duplicates | tr -d ' \n'
}

# RFC 2253 escapes whatever could end a value, so comparing the whole line is exact. It lists the parts in reverse; kubelet's order is
# O, CN, and the other order means the same. Also checks that the request is signed with its own key.
subject_is() {
  local subject
  subject=$(to_bytes "$1" | openssl req -inform DER -noout -verify -subject -nameopt RFC2253 2> /dev/null) || return 1
  [[ $subject == "subject=CN=system:node:$2,O=system:nodes" || $subject == "subject=O=system:nodes,CN=system:node:$2" ]]
}

to_bytes() {
  local hex=$1 escaped='' at
  for ((at = 0; at < ${#hex}; at += 2)); do
    escaped+="\\x${hex:at:2}"
  done
  printf %b "$escaped"
}

# Every name must be the node's own by its Node object, which is also where clients have the address from.
names_belong_to() {
  local object allowed kind name
  object=$(kubectl get --raw "/api/v1/nodes/$1" 2>&1) || { echo "there is no node $1 to compare with ($object)"; return "$not_yet"; }
  allowed=$(allowed_names "$1" "$object")
  while read -r kind name; do
    if ! grep --quiet --line-regexp --fixed-strings "$kind $name" <<< "$allowed"; then
      echo "$(readable "$kind" "$name") is not a name or an address of node $1 (known: $(known "$object"))"
      return "$not_yet"
    fi
  done <<< "$2"
}

# In the form of der_alternative_names.
allowed_names() {
  local address
  echo "dns $1"
  jq --raw-output '.status.addresses[]? | select(.type | IN("Hostname", "InternalDNS", "ExternalDNS")) | "dns " + .address' <<< "$2"
  for address in $(jq --raw-output '.status.addresses[]? | .address' <<< "$2"); do
    address_in_hex "$address" || true
  done
}

# Nothing for what is no address.
address_in_hex() {
  if [[ $1 =~ ^([0-9]+)\.([0-9]+)\.([0-9]+)\.([0-9]+)$ ]]; then
    printf 'ip %02x%02x%02x%02x\n' "${BASH_REMATCH[@]:1}"
  elif [[ $1 =~ ^[0-9a-f:]+$ && $1 == *:* ]]; then
    # "::" stands for as many groups of zeros as make eight.
    local left=${1%%::*} right='' groups=() hex='ip ' group
    [[ $1 != *::* ]] || right=${1#*::}
    read -r -a groups <<< "${left//:/ }"
    local tail=()
    read -r -a tail <<< "${right//:/ }"
    while ((${#groups[@]} + ${#tail[@]} < 8)); do groups+=(0); done
    for group in "${groups[@]}" "${tail[@]}"; do
      hex+=$(printf %04x "$((16#$group))")
    done
    echo "$hex"
  fi
}

readable() {
  if [[ $1 == ip && ${#2} == 8 ]]; then
    echo "$((16#${2:0:2})).$((16#${2:2:2})).$((16#${2:4:2})).$((16#${2:6:2}))"
  elif [[ $1 == ip ]]; then
    sed 's/..../&:/g; s/:$//' <<< "$2"
  else
    echo "$2"
  fi
}

known() {
  jq --raw-output '[.status.addresses[]?.address] | join(", ")' <<< "$1"
}
