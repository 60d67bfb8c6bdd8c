#!/bin/bash
# Keeps the list of API servers that this node knows, and the proxy that is made from it.
# Sources: cluster.yaml, the tailnet, and what k3s has learnt from the cluster. Without any answer the list stays.
set -euo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
# shellcheck disable=SC1091
. /etc/zero-spof/node.env
readonly STATE=/var/lib/zero-spof LIST=/var/lib/zero-spof/api-servers CONFIG=/etc/zero-spof/api-proxy.cfg
readonly AGENT=/var/lib/rancher/k3s/agent CREDENTIALS=/etc/zero-spof/api-check.pem

# The timer and the start of the proxy may come together.
exec 9>/run/zero-spof-api-servers.lock
flock 9

place() { # PATH MODE: replaces the file by stdin; false where it was the same
  (umask 077 && cat >"$1.new")
  chmod "$2" "$1.new"
  if cmp -s "$1.new" "$1"; then
    rm "$1.new"
    return 1
  fi
  sync "$1.new"
  mv -fT "$1.new" "$1"
}

tailnet() {
  # Another entry with the name of this host is what is left of an earlier installation.
  timeout 5 tailscale status --json 2>/dev/null | jq -r --arg names "$SERVERS" --arg tags "$TAGS" --arg node "$NODE" '
    ($names | split(" ")) as $n | ($tags | split(",")) as $t
    | (.Self | select(.HostName as $h | $n | index($h)) | .TailscaleIPs[0] // empty),
    ((.Peer // {})[] | select(.HostName as $h | $h != $node and ($n | index($h))) | select((.Tags // $t) | any(. as $tag | $t | index($tag))) | .TailscaleIPs[0] // empty)'
}

learnt() {
  jq -r '(.ServerAddresses // [])[] | sub(":[0-9]+$"; "")' "$AGENT"/etc/k3s-*agent-load-balancer.json 2>/dev/null || true
}

# A server that has not joined must not be led to itself: it would ask itself who the members are.
joined_only() {
  local own
  own=$(cat "$STATE/tailnet-address" 2>/dev/null || true)
  if [ "$ROLE" = server ] && [ ! -e "$STATE/joined" ] && [ -n "$own" ]; then grep -vxF -e "$own" || true; else cat; fi
}

addresses() {
  local found
  found=$(tailnet) || found=''
  {
    tr ' ' '\n' <<<"$SEEDS"
    printf '%s\n' "$found"
    learnt
    [ -n "$found" ] || cat "$LIST" 2>/dev/null || true
  } | grep -E '^[0-9.]+$|:' | grep -v '^127\.' | joined_only | sort -u
}

# With the kubelet's certificate /readyz tells whether etcd has its quorum; before the join only that somebody answers.
check_options() {
  local expected='rstatus ^(200|401)$' verify=none
  [ ! -s "$CREDENTIALS" ] || expected='status 200' verify="required ca-file $AGENT/server-ca.crt crt $CREDENTIALS"
  echo "    http-check expect $expected"
  echo "    default-server check check-ssl verify $verify inter 500ms fastinter 250ms downinter 500ms fall 2 rise 2 on-marked-down shutdown-sessions"
}

config() {
  cat <<TOP
global
    user haproxy
    group haproxy
    maxconn 4096
defaults
    mode tcp
    timeout connect $CONNECT_TIMEOUT
    timeout check $CHECK_TIMEOUT
    timeout client 10m
    timeout server 10m
    timeout tunnel 10m
    option redispatch
    retries 2
frontend state
    mode http
    bind unix@/run/zero-spof/api-proxy.sock mode 600
    stats enable
    stats uri /
frontend api
    bind 127.0.0.1:7443
    default_backend servers
backend servers
    option httpchk GET /readyz
TOP
  check_options
  sed 's/.*/    server & &:6443/' "$LIST"
}

changed=no
if [ -s "$AGENT/client-kubelet.crt" ] && [ -s "$AGENT/client-kubelet.key" ] && [ -s "$AGENT/server-ca.crt" ]; then
  ! cat "$AGENT/client-kubelet.crt" "$AGENT/client-kubelet.key" | place "$CREDENTIALS" 0600 || changed=yes
fi
addresses >"$LIST.found" || true
# Nothing found is no reason to forget.
[ ! -s "$LIST.found" ] && [ -s "$LIST" ] || place "$LIST" 0644 <"$LIST.found" || true
rm -f "$LIST.found"
! config | place "$CONFIG" 0600 || changed=yes
[ "$changed" = no ] || [ "${1:-}" = --at-start ] || ! systemctl -q is-active zero-spof-api-proxy || systemctl reload zero-spof-api-proxy
