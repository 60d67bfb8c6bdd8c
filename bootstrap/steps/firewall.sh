# shellcheck shell=bash
# Ports of the cluster on the tailnet only. It cannot lock anybody out: until the last step of a run has proved the node,
# a timer of systemd is armed that takes it back, and only then it is started at boot.

readonly FIREWALL_SECONDS=900
readonly REVERT=zero-spof-firewall-revert

# Ports that SSH listens on, by itself or through systemd.
ssh_ports() {
  ss -Hlntp | awk '/"sshd"/ { sub(/.*:/, "", $4); print $4 }'
  systemctl show ssh.socket -p Listen --value 2>/dev/null | sed -n 's/^\([^ ]*:\)\{0,1\}\([0-9]*\) (Stream).*/\2/p'
}

# The digest of the rules is the name of a chain without rules: the kernel keeps no comment of a table.
firewall_loaded() { nft list chain inet zero_spof "rules_$(firewall_digest)" >/dev/null 2>&1; }

firewall_check() { firewall_loaded && systemctl -q is-enabled zero-spof-firewall; }

firewall_digest() { { cat /etc/zero-spof/firewall.nft; ssh_ports | sort -nu; } | sha256sum | cut -c 1-12; }

firewall_change() {
  local port
  # Ports that sshd has, and 22: a session that is open now can be opened again.
  { echo 22; ssh_ports; } | sort -nu | paste -sd, >"$RUN/ssh-ports"
  sed "s/^define ssh = .*/define ssh = { $(cat "$RUN/ssh-ports") }/" /etc/zero-spof/firewall.nft >"$RUN/firewall.nft"
  printf 'add chain inet zero_spof rules_%s\n' "$(firewall_digest)" >>"$RUN/firewall.nft"
  nft -c -f "$RUN/firewall.nft" || fail 'nft refuses the rules' "nft -c -f /etc/zero-spof/firewall.nft"
  systemctl stop "$REVERT.timer" 2>/dev/null || true
  # The rules that an earlier run has proved come back; without such a run, none.
  systemd-run --quiet --collect --unit="$REVERT" --on-active="${FIREWALL_SECONDS}s" --timer-property=AccuracySec=100ms \
    sh -c 'nft -f /var/lib/zero-spof/firewall.boot || nft delete table inet zero_spof'
  systemctl -q is-active "$REVERT.timer" || fail 'its timer is not armed' "systemctl status $REVERT.timer"
  nft -f "$RUN/firewall.nft"
  install -m 0644 "$RUN/firewall.nft" /var/lib/zero-spof/firewall.loaded
  nft list table inet zero_spof >"$RUN/rules"
  for port in $(tr , ' ' <"$RUN/ssh-ports"); do
    grep -qw "$port" "$RUN/rules" || fail "the rules do not hold SSH's port $port"
  done
}

firewall_proof() {
  firewall_loaded || fail 'the rules are not loaded' 'journalctl -u zero-spof-firewall'
  if systemctl -q is-active "$REVERT.timer"; then
    detail "armed: it is taken back in $FIREWALL_SECONDS s unless this run succeeds"
  else
    detail 'cluster ports on tailscale0 only'
  fi
}

# Called when everything else is proved.
firewall_keep() {
  firewall_loaded || fail 'the firewall was taken back before the run was done' 'run this again'
  systemctl -q is-active "$REVERT.timer" || return 0
  install -m 0644 /var/lib/zero-spof/firewall.loaded /var/lib/zero-spof/firewall.boot
  systemctl -q enable zero-spof-firewall
  systemctl stop "$REVERT.timer" 2>/dev/null || true
}
