# shellcheck shell=bash
# A server restarts alone: a Lease in the cluster is the lock, and the others have to be able to decide without it.

readonly LEASE=zero-spof-server-restart

# The votes that are left without this node still make a majority, and nobody is on the way in or out.
others_decide() {
  local name voter ready all=0 left=0
  while read -r name voter ready; do
    all=$((all + 1))
    [ "$voter" = True ] || return 1
    [ "$name" = "$NODE" ] || [ "$ready" != True ] || left=$((left + 1))
  done < <(server_states)
  [ "$all" -le 1 ] || [ "$left" -gt $((all / 2)) ]
}

lease_take() {
  kube create -f - >/dev/null 2>&1 <<LEASE && return 0
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: { name: $LEASE, namespace: kube-system }
spec: { holderIdentity: $NODE, leaseDurationSeconds: 900, renewTime: "$(date -u +%FT%T.000000Z)" }
LEASE
  local lease holder renewed
  lease=$(kube -n kube-system get lease "$LEASE" -o json) || return 1
  holder=$(jq -r .spec.holderIdentity <<<"$lease")
  [ "$holder" != "$NODE" ] || return 0
  renewed=$(date -d "$(jq -r .spec.renewTime <<<"$lease")" +%s)
  [ $(($(date +%s) - renewed)) -gt 900 ] || return 1
  # Whoever held it is gone. The resourceVersion in it lets only one of us replace it.
  jq --arg node "$NODE" --arg now "$(date -u +%FT%T.000000Z)" '.spec.holderIdentity = $node | .spec.renewTime = $now' <<<"$lease" |
    kube replace -f - >/dev/null 2>&1
}

lease_give() { kube -n kube-system delete lease "$LEASE" --ignore-not-found >/dev/null; }

# By its own API: the proxy does not lead to a server that has not come to its end yet.
own_member_votes() { [ "$(own_api "/api/v1/nodes/$NODE" | condition EtcdIsVoter)" = True ]; }

restart_server() {
  if [ "$DATASTORE" = external ]; then
    systemctl restart --no-block "$UNIT"
    return
  fi
  until_true 300 lease_take || fail 'another server is being restarted' "k3s kubectl -n kube-system get lease $LEASE"
  until_true 120 others_decide || {
    lease_give
    fail 'etcd would lose its majority without this server' 'k3s kubectl get nodes: bring the other servers back first'
  }
  systemctl restart --no-block "$UNIT"
  sleep 1
  until_true "$START_SECONDS" k3s_up || fail "k3s is not back after $START_SECONDS s" "journalctl -u $UNIT -n 50"
  until_true 120 own_member_votes || fail 'the etcd member does not vote after the restart' "journalctl -u $UNIT -n 50"
  lease_give
}
