# shellcheck shell=bash
# What was measured: this node is Ready, and a server with embedded etcd votes.

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

proof_proof() {
  # Once it was Ready it counts: a server that goes away a moment later is not this node's fault.
  until_true "$PROOF_SECONDS" node_decided ||
    fail "node $NODE is not Ready after $PROOF_SECONDS s" "journalctl -u $UNIT -n 50; run this again"
  node_ready || ! k3s_gave_up || fail_refused
  detail 'node Ready'
  ! has proof_of_vote || proof_of_vote
  ! has firewall_keep || firewall_keep
}
