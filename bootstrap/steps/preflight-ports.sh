# shellcheck shell=bash
# Ports that others hold.

preflight_ports() {
  local port owner
  for port in $OWN_PORTS; do
    owner=$(ss -Hlntp "sport = :$port" | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1 \2/p' | head -n 1)
    [ -n "$owner" ] || continue
    ! grep -qs -e k3s -e zero-spof "/proc/${owner#* }/cgroup" || continue
    problem port-taken "port $port is held by ${owner% *}, process ${owner#* }" "stop it, or move it to another port"
  done
}
