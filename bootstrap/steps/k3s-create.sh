# shellcheck shell=bash
# Whether a server with embedded etcd may make a new cluster.

# Only a node that was told to, for a day, and only while every other server of the tailnet says that it runs none.
# A server that does not answer at all may hold the cluster: then nobody can know, and nothing is created.
may_create() {
  local address name
  ! has_datastore && [ "$(date +%s)" -lt "$CREATE_UNTIL" ] || return 1
  while read -r address name; do
    case $(server_answer "$address") in
      yes) return 1 ;;
      unknown)
        grep -qsx create-anyway /etc/zero-spof/accept ||
          fail "$name ($address) is on the tailnet and does not answer: it may hold the cluster" "start it, or delete it from the tailnet, or write create-anyway into /etc/zero-spof/accept"
        ;;
    esac
  done < <(tailnet_servers)
}

# Whether an API server is there. Without credentials k3s says 401: that is an answer, too; "no" is only what the host
# itself says by refusing the connection.
server_answer() {
  local code status try
  for try in 1 2 3; do
    status=0
    code=$(curl -ks -m 5 -o /dev/null -w '%{http_code}' "https://$1:6443/readyz") || status=$?
    case $code in [1-5]??) echo yes && return ;; esac
    [ "$status" != 7 ] || ! timeout 6 tailscale ping -c 1 --timeout 5s "$1" >/dev/null 2>&1 || { echo no && return; }
    sleep "$try"
  done
  echo unknown
}
