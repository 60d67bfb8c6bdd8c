#!/bin/bash
# flannel.1 stands on tailscale0 and goes with it when tailscaled restarts. flannel makes it again within seconds, but not
# the ways to the other nodes' pods (0.28.10, pkg/backend/vxlan, reCreateVxlan). They are made here, as flannel would: from
# what it has written to each Node. Where flannel.1 itself does not come back, only a restart of k3s helps.
set -euo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

readonly ACCESS=/var/lib/rancher/k3s/agent/k3scontroller.kubeconfig

# Prints address, MAC of flannel.1 and range of pods of each other node. Its argument is this node's own address.
other_nodes() {
  k3s kubectl --kubeconfig="$ACCESS" --request-timeout=5s get nodes -o json | jq -r --arg own "$1" '
    .items[] | .spec.podCIDR as $pods | (.metadata.annotations // {}) | with_entries(.key |= ltrimstr("flannel.alpha.coreos.com/")) |
    select(."backend-type" == "vxlan" and ."public-ip" != $own and $pods) |
    "\(."public-ip") \(."backend-data" | fromjson.VtepMAC) \($pods)"'
}

overlay_is_up() { ip -4 -o address show dev flannel.1 up 2>/dev/null | grep -q inet; }

unit=
for name in k3s k3s-agent; do ! systemctl -q is-active "$name" || unit=$name; done
# While k3s starts it makes all of it itself.
[ -n "$unit" ] && [ "$(systemctl show -p ActiveState --value "$unit")" = active ] || exit 0
end=$((SECONDS + 120))
until own=$(tailscale ip -4 2>/dev/null); do
  [ "$SECONDS" -lt "$end" ] || { echo "tailscaled has no address after 120 s"; exit 1; }
  sleep 1
done
end=$((SECONDS + 10))
until overlay_is_up; do
  if [ "$SECONDS" -ge "$end" ]; then
    echo "flannel.1 is gone and does not come back: restarting $unit"
    systemctl restart --no-block "$unit"
    exit 0
  fi
  sleep 0.2
done
nodes=$(other_nodes "$own")
while read -r address mac pods; do
  [ -n "$address" ] || continue
  ip neighbor replace "${pods%/*}" lladdr "$mac" dev flannel.1 nud permanent
  bridge fdb replace "$mac" dev flannel.1 dst "$address" self permanent
  ip route replace "$pods" via "${pods%/*}" dev flannel.1 onlink
  echo "pods of $address are reached again"
done <<<"$nodes"
