#!/bin/bash
# k3s must not start with another tailnet address than the one its etcd member and its certificates have.
set -euo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
known=$(cat /var/lib/zero-spof/tailnet-address)
until ip=$(tailscale ip -4 2>/dev/null); do sleep 1; done
[ "$ip" = "$known" ] || {
  echo "found the tailnet address $ip, expected $known: the state of tailscaled was lost. Run the bootstrap script of this node." >&2
  exit 1
}
