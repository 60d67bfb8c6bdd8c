# shellcheck shell=bash
# A server restarts alone: a Lease in the cluster is the lock, and the others have to be able to decide without it.

readonly LEASE=zero-spof-server-restart
readonly LEASE_SECONDS=900

# Whether a server answers as one whose own etcd member is in step: /readyz reads from it what only such a member can say.
server_ready() {
  local tls=$DATA/server/tls
  curl -fsS -m 5 -o /dev/null --cacert "$tls/server-ca.crt" --cert "$tls/client-admin.crt" --key "$tls/client-admin.key" "https://$1:6443/readyz" 2>/dev/null
}

# The votes that are left without this server make a majority, by what etcd and each server say now: the API remembers
# for most of a minute what is gone. A member that is on its way in may not be disturbed.
others_decide() {
  local said own ip all=0 left=0
  said=$(etcd_list) || return 1
  case $said in *'"isLearner":true'*) return 1 ;; esac
  own=$(cat "$ADDRESS_FILE")
  while IFS=/: read -r _ _ _ ip _; do
    all=$((all + 1))
    [ "$ip" = "$own" ] || ! server_ready "$ip" || left=$((left + 1))
  done < <(grep -o '"peerURLs":\["[^"]*' <<<"$said" | cut -d '"' -f 4)
  [ "$all" = 1 ] || [ "$left" -gt $((all / 2)) ]
}

# External etcd does not mind: another server has to answer meanwhile, where there is another.
others_serve() {
  local ip all=0
  while read -r ip _; do
    ! server_ready "$ip" || return 0
    all=$((all + 1))
  done < <(tailnet_servers)
  [ "$all" = 0 ]
}

lease_now() { kube -n kube-system get lease "$LEASE" -o json; }

lease_take() {
  kube create -f - >/dev/null 2>&1 <<LEASE && return 0
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: { name: $LEASE, namespace: kube-system }
spec: { holderIdentity: $NODE, leaseDurationSeconds: $LEASE_SECONDS, renewTime: "$(date -u +%FT%T.000000Z)" }
LEASE
  local lease renewed
  lease=$(lease_now) || return 1
  renewed=$(date -d "$(jq -r .spec.renewTime <<<"$lease")" +%s)
  # Whoever held it longer is gone.
  [ "$(jq -r .spec.holderIdentity <<<"$lease")" = "$NODE" ] || [ $(($(date +%s) - renewed)) -gt "$LEASE_SECONDS" ] || return 1
  # The resourceVersion in it lets only one of us replace it.
  jq --arg node "$NODE" --arg now "$(date -u +%FT%T.000000Z)" '.spec.holderIdentity = $node | .spec.renewTime = $now' <<<"$lease" |
    kube replace -f - >/dev/null 2>&1
}

# Only what is still ours.
lease_give() {
  local lease
  lease=$(lease_now) || return 0
  [ "$(jq -r .spec.holderIdentity <<<"$lease")" = "$NODE" ] || return 0
  jq '{ apiVersion: "v1", kind: "DeleteOptions", preconditions: { resourceVersion: .metadata.resourceVersion } }' <<<"$lease" |
    kube delete --raw "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/$LEASE" -f - >/dev/null
}

# By its own API: the proxy does not lead to a server that has not come to its end yet.
own_member_votes() { [ "$(own_api "/api/v1/nodes/$NODE" | condition EtcdIsVoter)" = True ]; }

unit_run() { systemctl show -p InvocationID --value "$UNIT"; }
is_back() { [ "$(unit_run)" != "$1" ] && k3s_up; }

# Called when k3s is up again: what a run that was cut off in the middle of it has left undone.
k3s_went_on() {
  lease_give
  ! has convert_done || convert_done
}

restart_server() {
  local before others=others_decide
  [ "$DATASTORE" = embedded ] || others=others_serve
  until_true 300 lease_take || fail 'another server is being restarted' "k3s kubectl -n kube-system get lease $LEASE"
  until_true 120 "$others" || {
    lease_give
    fail 'without this server the API would be away: etcd has no majority, or no other server answers' 'k3s kubectl get nodes: bring the other servers back first'
  }
  before=$(unit_run)
  systemctl restart --no-block "$UNIT"
  until_true "$START_SECONDS" is_back "$before" || fail "k3s is not back after $START_SECONDS s" "journalctl -u $UNIT -n 50"
  [ "$DATASTORE" = external ] || until_true 120 own_member_votes || fail 'the etcd member does not vote after the restart' "journalctl -u $UNIT -n 50"
  lease_give
}
