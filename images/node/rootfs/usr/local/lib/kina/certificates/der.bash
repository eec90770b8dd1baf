# shellcheck shell=bash
# Reads DER (ASN.1 in binary) as text in hex. Text output of openssl is not enough to decide on: a name with a line feed or a comma in it
# looks there like the end of the list, or like two names, and Kubernetes would sign what was not seen.

# Takes the first element off the variable named $1: its tag goes to der_tag, its content to der_content. Fails on anything malformed.
der_next() {
  local -n rest=$1
  local length header=4
  [[ ${#rest} -ge 4 ]] || return 1
  length=$((16#${rest:2:2}))
  der_tag=${rest:0:2}
  if ((length >= 128)); then
    local digits=$(((length - 128) * 2))
    ((digits > 0 && digits <= 6 && ${#rest} >= 4 + digits)) || return 1
    length=$((16#${rest:4:digits}))
    header=$((4 + digits))
  fi
  ((${#rest} >= header + length * 2)) || return 1
  der_content=${rest:header:length*2}
  rest=${rest:header+length*2}
}

# The same, for an element that must have tag $2.
der_expect() {
  der_next "$1" && [[ $der_tag == "$2" ]]
}

# Prints the subject alternative names of a certificate request, one a line: "dns n1" or "ip 0a000001". Fails unless these names are the
# one and only thing the request asks for beside its subject and key; that is what kubelet sends.
der_alternative_names() {
  local request=$1 info attributes attribute extensions extension names
  der_expect request 30 && [[ -z $request ]] || return 1
  info=$der_content
  der_expect info 30 || return 1
  info=$der_content
  # Version, subject, public key; then the attributes.
  der_expect info 02 && der_expect info 30 && der_expect info 30 && der_expect info a0 && [[ -z $info ]] || return 1
  attributes=$der_content
  der_expect attributes 30 && [[ -z $attributes ]] || return 1
  attribute=$der_content
  # 1.2.840.113549.1.9.14, extensionRequest.
  der_expect attribute 06 && [[ $der_content == 2a864886f70d01090e ]] && der_expect attribute 31 && [[ -z $attribute ]] || return 1
  extensions=$der_content
  der_expect extensions 30 && [[ -z $extensions ]] || return 1
  extensions=$der_content
  der_expect extensions 30 && [[ -z $extensions ]] || return 1
  extension=$der_content
  # 2.5.29.17, subjectAltName; it may be marked critical.
  der_expect extension 06 && [[ $der_content == 551d11 ]] && der_next extension || return 1
  [[ $der_tag != 01 ]] || der_next extension || return 1
  [[ $der_tag == 04 && -z $extension ]] || return 1
  names=$der_content
  der_expect names 30 && [[ -z $names ]] || return 1
  names=$der_content
  while [[ -n $names ]]; do
    der_next names || return 1
    case $der_tag in
      82) der_dns_name "$der_content" || return 1 ;;
      87) [[ ${#der_content} == 8 || ${#der_content} == 32 ]] && echo "ip $der_content" || return 1 ;;
      *) return 1 ;;
    esac
  done
}

der_dns_name() {
  local hex=$1 escaped='' name
  while [[ -n $hex ]]; do
    # NUL cannot be in a bash variable; no name has it.
    [[ ${hex:0:2} != 00 ]] || return 1
    escaped+="\\x${hex:0:2}"
    hex=${hex:2}
  done
  printf -v name %b "$escaped"
  [[ $name =~ ^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$ ]] && echo "dns $name"
}
