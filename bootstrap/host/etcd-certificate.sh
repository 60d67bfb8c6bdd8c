#!/bin/bash
# etcd-certificate CA CERTIFICATE KEY NAME [ADDRESSES]: makes a certificate of etcd's authority where it is missing or ends
# within 60 days, and the authority's own where that ends within 5 years. The first is read at each new connection, the
# second when etcd or k3s starts.
set -euo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
umask 077
authority=/etc/zero-spof/etcd-ca.key
[ -s "$authority" ] || { echo "found no $authority, the key of etcd's authority; bootstrap with ZERO_SPOF_ETCD_CA_KEY brings it" >&2; exit 1; }

lasts() { openssl x509 -in "$1" -noout -checkend $(($2 * 86400)) >/dev/null 2>&1; } # CERTIFICATE DAYS

place() { # PATH MODE: stdin, whole or not at all
  cat >"$1.new"
  [ -s "$1.new" ] || return 1
  chmod "$2" "$1.new"
  sync "$1.new"
  mv -fT "$1.new" "$1"
}

mkdir -p "$(dirname "$1")" "$(dirname "$2")" "$(dirname "$3")"
# Whoever has other certificates would not be talked to any more.
[ ! -s "$1" ] || cmp -s <(openssl x509 -in "$1" -noout -pubkey) <(openssl pkey -in "$authority" -pubout) || {
  echo "found in $authority another key than that of $1; expected the same: docs/etcd.md, \"Certificates\"" >&2
  exit 1
}
if ! lasts "$1" 1825; then
  # Each host makes its own from the one key: what counts is the key.
  openssl req -x509 -new -key "$authority" -days 3650 -subj /CN=zero-spof-etcd -config <(
    printf '%s\n' '[req]' 'distinguished_name = name' 'x509_extensions = authority' '[name]' '[authority]' \
      'basicConstraints = critical, CA:TRUE' 'keyUsage = critical, keyCertSign, cRLSign' 'subjectKeyIdentifier = hash'
  ) | place "$1" 0644
fi
[ -s "$3" ] || openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 | place "$3" 0600
if ! lasts "$2" 60 || ! openssl verify -CAfile "$1" "$2" >/dev/null 2>&1; then
  openssl req -new -key "$3" -subj "/CN=$4" | openssl x509 -req -CA "$1" -CAkey "$authority" -days 365 \
    -set_serial "0x$(openssl rand -hex 16)" -extfile <(
      printf '%s\n' 'keyUsage = critical, digitalSignature' 'extendedKeyUsage = serverAuth, clientAuth' \
        'authorityKeyIdentifier = keyid' ${5:+"subjectAltName = $5"}
    ) | place "$2" 0644
fi
