#!/bin/bash
# flannel.1 stands on tailscale0 and goes with it when tailscaled restarts. k3s makes it again; where it does not within
# a few seconds, only its restart helps.
set -euo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

unit=
for name in k3s k3s-agent; do ! systemctl -q is-active "$name" || unit=$name; done
[ -n "$unit" ] || exit 0
# While k3s starts it makes the interface itself.
[ "$(systemctl show -p ActiveState --value "$unit")" = active ] || exit 0
end=$((SECONDS + 120))
until tailscale ip -4 >/dev/null 2>&1; do
  [ "$SECONDS" -lt "$end" ] || { echo "tailscaled has no address after 120 s"; exit 1; }
  sleep 1
done
end=$((SECONDS + 8))
until [ -d /sys/class/net/flannel.1 ]; do
  if [ "$SECONDS" -ge "$end" ]; then
    echo "flannel.1 is gone and does not come back: restarting $unit"
    systemctl restart --no-block "$unit"
    exit 0
  fi
  sleep 1
done
echo 'flannel.1 is there'
