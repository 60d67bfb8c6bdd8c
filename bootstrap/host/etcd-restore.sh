#!/bin/bash
# etcd-restore SNAPSHOT: makes of it an etcd of this member alone. Nothing is deleted: what is there is moved aside. Stop k3s
# on all servers first, and etcd on the other hosts; those join again when their data is moved away and their script is run.
set -euo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
umask 077
stop() {
  echo "$1" >&2
  exit 1
}
data=/var/lib/zero-spof-etcd snapshot=${1:-}
[ -s "$snapshot" ] || stop "found no snapshot \"$snapshot\"; expected one of: $(find "$data/snapshots" -name "etcd-*.db" 2>/dev/null | sort | tr '\n' ' ')"
# shellcheck disable=SC1091
. /etc/zero-spof/etcd.env
# shellcheck disable=SC1091
. /etc/zero-spof/etcd-others.env
# Two etcds at the endpoints that servers have: some would write here, and some there.
for address in ${OTHERS//,/ }; do
  address=${address#https://}
  ! timeout 5 bash -c ": <>/dev/tcp/${address/://}" 2>/dev/null || stop "found etcd at $address; stop it there first: systemctl disable --now zero-spof-etcd"
done
rm -rf "$data/restored"
# Revisions go on far above those that clients have seen, or their watches would miss changes.
etcdutl snapshot restore "$snapshot" --data-dir="$data/restored" --name="$ETCD_NAME" \
  --initial-cluster="$ETCD_NAME=$ETCD_INITIAL_ADVERTISE_PEER_URLS" --initial-advertise-peer-urls="$ETCD_INITIAL_ADVERTISE_PEER_URLS" \
  --initial-cluster-token="restored-$(date +%s)" --bump-revision=1000000000 --mark-compacted
systemctl stop zero-spof-etcd
[ ! -d "$ETCD_DATA_DIR" ] || mv -T "$ETCD_DATA_DIR" "$data/before-$(date -u +%Y%m%dT%H%M%SZ)"
mv -T "$data/restored" "$ETCD_DATA_DIR"
sync -f "$data"
systemctl start --no-block zero-spof-etcd
echo "etcd starts with $snapshot, this member alone. On each other host: mv $ETCD_DATA_DIR $ETCD_DATA_DIR.kept; run its script again."
