# shellcheck shell=bash
# The API's load balancer of this node: HAProxy on 127.0.0.1:7443, to every server that the node knows.

readonly API=https://127.0.0.1:7443

# Servers that the proxy has found ready, and all that it knows: "2 3". It takes them for ready until it has looked.
# Source: HAProxy, management.txt 9.1: status is field 17, check_status 36, counted from 0.
proxy_counts() {
  curl -fsS -m 3 --unix-socket /run/zero-spof/api-proxy.sock 'http://localhost/;csv' |
    awk -F, '$1 == "servers" && $2 != "BACKEND" { all++; up += $18 ~ /^UP/ && $37 ~ /OK$/ } END { print up + 0, all + 0 }'
}

api_proxy_check() {
  systemctl -q is-enabled zero-spof-api-proxy && systemctl -q is-enabled zero-spof-api-servers.timer || return 1
  systemctl -q is-active zero-spof-api-proxy && systemctl -q is-active zero-spof-api-servers.timer
}

api_proxy_change() {
  systemctl daemon-reload
  systemctl enable zero-spof-api-proxy zero-spof-api-servers.timer
  /usr/local/lib/zero-spof/api-servers
  systemctl restart zero-spof-api-proxy zero-spof-api-servers.timer ||
    fail 'the proxy does not start' 'journalctl -u zero-spof-api-proxy'
}

api_proxy_proof() {
  local up all
  until_true 10 proxy_counts >/dev/null || fail 'the proxy does not answer' 'journalctl -u zero-spof-api-proxy'
  # Two checks a second apart make a server ready.
  until_true 5 proxy_sees_one || true
  read -r up all < <(proxy_counts)
  detail "127.0.0.1:7443 to $up of $all servers ready"
}

proxy_sees_one() {
  local up all
  read -r up all < <(proxy_counts)
  [ "$all" = 0 ] || [ "$up" -gt 0 ]
}
