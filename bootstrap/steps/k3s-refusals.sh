# shellcheck shell=bash
# What k3s says where another try does not help, in words.

# What k3s says again and again when waiting does not help: pattern, then what it means, then what to do.
k3s_refusals() {
  cat <<REFUSALS
password for node|the cluster knows another host as $NODE|on a server that runs: k3s kubectl delete node $NODE; k3s kubectl -n kube-system delete secret $NODE.node-password.k3s --ignore-not-found
not authorized|the token is not that of the cluster|zero-spof bootstrap $NODE, with the tokens of the cluster
CA hash does not match|the token is that of another cluster|zero-spof bootstrap $NODE, with the tokens of the cluster
critical configuration value mismatch|this server differs from the others in a setting that all must share|bootstrap all servers from one cluster.yaml
is not a member of the etcd cluster|etcd's member has another address than this server|docs/bootstrap.md, "Replace a node"
flag provided but not defined|this k3s does not know a setting|use the release of cluster.yaml
REFUSALS
}

k3s_refusal() {
  local pattern why next said since
  since=$(stat -c %Y "$RUN/started" 2>/dev/null) || since=$(($(date +%s) - 20))
  said=$(journalctl -q -u "$UNIT" --since "@$since" -o cat 2>/dev/null) || true
  while IFS='|' read -r pattern why next; do
    ! grep -qF -e "$pattern" <<<"$said" || {
      printf '%s\n%s\n' "$why" "$next"
      return 0
    }
  done < <(k3s_refusals)
  return 1
}

fail_refused() {
  local why next
  { read -r why && read -r next; } < <(k3s_refusal)
  fail "$why" "$next"
}
