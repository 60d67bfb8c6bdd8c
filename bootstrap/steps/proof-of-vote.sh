# shellcheck shell=bash
# The member of etcd that a server is.

node_votes() { [ "$(own_node | condition EtcdIsVoter)" = True ]; }

proof_of_vote() {
  local voters wanted
  until_true "$PROOF_SECONDS" node_votes ||
    fail "the etcd member does not vote after $PROOF_SECONDS s" "journalctl -u $UNIT -g 'slow fdatasync|learner'; run this again"
  voters=$(kube get nodes -o json | jq -r '.items[]' | condition EtcdIsVoter | grep -c True) || true
  wanted=$(wc -w <<<"$SERVERS")
  detail 'node Ready, etcd member votes'
  printf 'etcd: %s of %s voting members. %s\n' "$voters" "$wanted" "$ETCD_TIMING" >>"$RUN/measured"
  [ "$voters" -ge 3 ] || printf 'The cluster is NOT yet HA: the loss of one server stops it.\n' >>"$RUN/measured"
}
