#!/bin/bash
# Takes a snapshot of etcd, checks it, and keeps the newest ones: etcd-snapshot COUNT.
set -euo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
umask 077
folder=/var/lib/zero-spof-etcd/snapshots
mkdir -p "$folder"
part=$folder/.part
rm -f "$part" "$part.part"
/usr/local/lib/zero-spof/etcdctl --endpoints=https://127.0.0.1:2379 snapshot save "$part"
# etcd's file, and after it the SHA-256 of that.
[ "$(head -c -32 "$part" | sha256sum | cut -d ' ' -f 1)" = "$(tail -c 32 "$part" | od -An -v -tx1 | tr -d ' \n')" ] || {
  echo "found a snapshot that is not what etcd wrote; check the disk" >&2
  exit 1
}
sync "$part"
mv -T "$part" "$folder/etcd-$(date -u +%Y%m%dT%H%M%SZ).db"
find "$folder" -name 'etcd-*.db' | sort | head -n "-$1" | xargs -r rm -f
