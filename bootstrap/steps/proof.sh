# shellcheck shell=bash
# What was measured: this node is Ready, and a server votes.

kube() { "$BINARY" kubectl --request-timeout=10s "$@"; }

# The kubelet's own rights are enough to see its own node; all requests go through the local proxy.
own_node() {
  local of=$DATA/agent
  curl -fsS -m 5 --cacert "$of/server-ca.crt" --cert "$of/client-kubelet.crt" --key "$of/client-kubelet.key" \
    "$API/api/v1/nodes/$NODE" 2>/dev/null
}

condition() { jq -r --arg type "$1" '(.status.conditions // [])[] | select(.type == $type) | .status'; }

node_ready() { [ "$(own_node | condition Ready)" = True ]; }
node_decided() { node_ready || k3s_gave_up; }
node_votes() { [ "$(own_node | condition EtcdIsVoter)" = True ]; }

proof_proof() {
  local voters wanted
  # Once it was Ready it counts: a server that goes away a moment later is not this node's fault.
  until_true "$PROOF_SECONDS" node_decided ||
    fail "node $NODE is not Ready after $PROOF_SECONDS s" "journalctl -u $UNIT -n 50; run this again"
  node_ready || ! k3s_gave_up || fail_refused
  if [ "$ROLE" = agent ] || [ "$DATASTORE" = external ]; then
    ! has firewall_keep || firewall_keep
    detail 'node Ready'
    return
  fi
  until_true "$PROOF_SECONDS" node_votes ||
    fail "the etcd member does not vote after $PROOF_SECONDS s" "journalctl -u $UNIT -g 'slow fdatasync|learner'; run this again"
  ! has firewall_keep || firewall_keep
  voters=$(kube get nodes -o json | jq -r '.items[]' | condition EtcdIsVoter | grep -c True) || true
  wanted=$(wc -w <<<"$SERVERS")
  detail 'node Ready, etcd member votes'
  printf 'etcd: %s of %s voting members. %s\n' "$voters" "$wanted" "$ETCD_TIMING" >>"$RUN/measured"
  [ "$voters" -ge 3 ] || printf 'The cluster is NOT yet HA: the loss of one server stops it.\n' >>"$RUN/measured"
}
