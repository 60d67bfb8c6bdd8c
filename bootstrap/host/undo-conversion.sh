#!/bin/bash
# Puts back what a server was before its conversion, as long as it is the only one. Nothing is deleted: what it is now is
# moved aside.
set -euo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
state=/var/lib/zero-spof kept=/var/lib/zero-spof/before-conversion data=/var/lib/rancher/k3s

stop() {
  echo "$1" >&2
  exit 1
}
[ -d "$kept" ] || stop "found no $kept: this server was not converted, or is as it was."
if nodes=$(k3s kubectl --request-timeout=10s get nodes -l node-role.kubernetes.io/control-plane -o name 2>/dev/null); then
  [ "$(wc -l <<<"$nodes")" -le 1 ] || stop "found other servers in the cluster; expected this one alone. Its old data would be another cluster."
elif [ "${1:-}" != --alone ]; then
  stop 'found no API that answers, so nobody can say whether another server has joined. If none has, say so: --alone'
fi
systemctl stop k3s
systemctl stop zero-spof-k3s-reset 2>/dev/null || true
aside=$state/undone-$(date -u +%Y%m%dT%H%M%SZ)
install -d -m 0700 "$aside"
# Copies first: a power loss leaves one of the two.
rm -rf "$data/server.back" /etc/rancher.back
cp -a "$kept/server" "$data/server.back"
cp -a "$kept/rancher" /etc/rancher.back
sync -f "$data" && sync -f /etc
[ ! -d "$data/server" ] || mv -T "$data/server" "$aside/server"
[ ! -d /etc/rancher ] || mv -T /etc/rancher "$aside/rancher"
mv -T "$data/server.back" "$data/server"
mv -T /etc/rancher.back /etc/rancher
install -d "$aside/units"
mv /etc/systemd/system/k3s.service* "$aside/units/" 2>/dev/null || true
cp -a "$kept"/units/. /etc/systemd/system/
rm -f "$state/joined" "$state/convert" "$state/pending-k3s"
systemctl daemon-reload
systemctl start --no-block k3s
# Last: without it nothing can be put back.
mv -T "$kept" "$aside/kept"
echo "This server is as it was before its conversion; k3s starts. What it was until now is in $aside."
