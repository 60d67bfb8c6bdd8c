#!/bin/bash
# Restarts etcd here: one member at a time, and only while every other member is in step. A lock in etcd itself guards it.
set -euo pipefail
# shellcheck disable=SC1091
. /etc/zero-spof/etcd-others.env
etcdctl=/usr/local/lib/zero-spof/etcdctl own=https://127.0.0.1:2379

stop() {
  echo "$1" >&2
  exit 1
}

# All members that etcd has, not only those that this host was told of.
members=$("$etcdctl" --endpoints="$own" member list)
count=$(($(wc -l <<<"$members") - 1))
if [ "$count" -gt 0 ]; then
  [ "${1:-}" = locked ] || exec timeout 600 "$etcdctl" --endpoints="$OTHERS" lock zero-spof-etcd-restart "$0" locked
  in_step=$("$etcdctl" --endpoints="$OTHERS" endpoint health 2>&1 | grep -c ' is healthy') || true
  [ "$in_step" = "$count" ] || stop "found $in_step of $count other members in step; expected all: without this one etcd may lose its majority"
fi
timeout 120 systemctl restart zero-spof-etcd || stop 'found etcd not up 120 s after its restart: journalctl -u zero-spof-etcd'
for _ in {1..60}; do
  ! "$etcdctl" --endpoints="$own" endpoint health >/dev/null 2>&1 || exit 0
  sleep 1
done
stop 'found etcd not healthy 60 s after its restart: journalctl -u zero-spof-etcd'
