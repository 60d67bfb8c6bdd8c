# shellcheck shell=bash
# k3s itself: its binary, its configuration, and the one decision that matters: create a cluster, or join one.

readonly CONFIG=/etc/rancher/k3s
readonly DATA=/var/lib/rancher/k3s
readonly BINARY=/usr/local/bin/k3s
readonly RETIRE=/usr/local/lib/zero-spof/retire-seeds
[ "$ROLE" = server ] && UNIT=k3s || UNIT=k3s-agent
readonly UNIT

k3s_version() { "$BINARY" --version 2>/dev/null | awk 'NR == 1 { print $3 }'; }

# An etcd counts from its log on, as for k3s.
has_datastore() { [ "$DATASTORE" = external ] || [ -d "$DATA/server/db/etcd/member/wal" ] || [ -s "$STATE/convert" ]; }

# Through the proxy, which knows the way.
any_server_answers() {
  case $(curl -ks -m 5 -o /dev/null -w '%{http_code}' "$API/readyz") in 200 | 401) return 0 ;; esac
  return 1
}

# What is known on the node only. k3s reads these files after config.yaml; "+" adds to a list.
k3s_more_files() {
  local ip join="server: $API"
  ip=$(cat "$ADDRESS_FILE" 2>/dev/null) || return 0
  {
    echo "node-ip: $ip"
    [ "$ROLE" = agent ] || printf 'advertise-address: %s\ntls-san+:\n- %s\n' "$ip" "$ip"
  } | file 0600 "$CONFIG/config.yaml.d/20-net.yaml"
  if [ -e "$RUN/create" ] || [ -s "$STATE/convert" ]; then
    join='cluster-init: true'
  elif [ "$ROLE" = server ] && [ "$DATASTORE" = external ]; then
    return
  fi
  file 0600 "$CONFIG/config.yaml.d/30-join.yaml" <<<"$join"
}

k3s_check() { [ "$(k3s_version)" = "$K3S_VERSION" ] && systemctl -q is-active "$UNIT" && systemctl -q is-enabled "$UNIT"; }

# A binary of the right version that is there already is taken as it is.
k3s_install() {
  local from=https://github.com/k3s-io/k3s/releases/download/${K3S_VERSION/+/%2B} name=k3s
  [ "$ARCH" = amd64 ] || name=k3s-$ARCH
  { curl -fsSL -m 60 "$from/sha256sum-$ARCH.txt" -o "$RUN/sums" && curl -fsSL -m 600 "$from/$name" -o "$BINARY.zero-spof-new"; } ||
    fail "k3s $K3S_VERSION cannot be fetched" "put it to $BINARY by hand, or check: curl -vL $from/$name"
  [ "$(sed -n "s/^\([0-9a-f]\{64\}\) .*[ /*]$name\$/\1/p" "$RUN/sums")" = "$(sha256sum "$BINARY.zero-spof-new" | cut -d ' ' -f 1)" ] || {
    rm -f "$BINARY.zero-spof-new"
    fail "k3s $K3S_VERSION does not have the checksum of its release" 'run this again'
  }
  chmod 0755 "$BINARY.zero-spof-new"
  sync "$BINARY.zero-spof-new"
  mv -fT "$BINARY.zero-spof-new" "$BINARY"
}

k3s_change() {
  local token
  : >"$RUN/started"
  for token in $TOKENS; do
    [ -s "$CONFIG/$token" ] || fail "$CONFIG/$token is missing" "zero-spof bootstrap $NODE"
  done
  [ "$(k3s_version)" = "$K3S_VERSION" ] || {
    k3s_install
    printf '%s\n' "$BINARY" >>"$STATE/pending-$function"
  }
  install -d -m 0700 "$DATA/server/logs"
  systemctl daemon-reload
  [ ! -e "$RETIRE" ] || systemctl enable --now zero-spof-seeds.timer
  if has may_create && may_create; then
    : >"$RUN/create"
    files_write k3s
  elif [ "$ROLE" = agent ] || ! has_datastore; then
    until_true "$JOIN_SECONDS" any_server_answers || fail_join
    [ ! -e "$RETIRE" ] || "$RETIRE" --now
  fi
  systemctl enable "$UNIT"
  ! has convert_data || convert_data
  if ! k3s_is_outdated; then
    systemctl start --no-block "$UNIT"
  elif [ "$ROLE" = server ] && has_datastore && k3s_up; then
    # Others may depend on this server: restart-server.sh.
    has restart_server || fail 'this server runs, and its settings differ' "zero-spof bootstrap --script $NODE, and run that"
    restart_server
  else
    systemctl restart --no-block "$UNIT"
  fi
  until_true "$START_SECONDS" k3s_decided || fail "k3s is not up after $START_SECONDS s" "journalctl -u $UNIT -n 50"
  # Where it has not given up it was up: one that is slow to answer a second time is no failure.
  ! k3s_gave_up || k3s_up || fail_refused
  if [ -e "$RUN/create" ]; then
    # From here on this server joins, too, should it ever lose its data.
    rm "$RUN/create"
    files_write k3s
    detail "$K3S_VERSION, created cluster $CLUSTER"
  else
    detail "$K3S_VERSION, joined through ${API#https://}"
    ! has k3s_went_on || k3s_went_on
  fi
}

# Whether what runs, if it does, was started before something that it reads at its start. Where a run was cut off, it may
# have been started since. With a datastore nobody asks how to join.
k3s_is_outdated() {
  wrote "$BINARY" || wrote "$CONFIG" || wrote /etc/systemd/system/k3s || wrote /var/lib/rancher/k3s/agent || return 1
  [ -n "$(xargs -I{} find {} ! -name 30-join.yaml -newermt "$(systemctl show -p ExecMainStartTimestamp --value "$UNIT")" <"$STATE/pending-$function")" ]
}

fail_join() {
  local why="no server of the cluster answers after $JOIN_SECONDS s"
  [ "$CREATE_UNTIL" = 0 ] || [ "$(date +%s)" -lt "$CREATE_UNTIL" ] ||
    fail "$why, and the right to create one has lapsed" "zero-spof bootstrap --create $NODE, only if there is no cluster"
  fail "$why" 'start the first server (bootstrap --create), or look for the others: tailscale status'
}

# k3s-refusals.sh: why waiting does not help.
k3s_gave_up() { has k3s_refusal && k3s_refusal >/dev/null; }

k3s_decided() { k3s_up || k3s_gave_up; }

# This server's own API, as administrator: PATH.
own_api() {
  local tls=$DATA/server/tls
  curl -fsS -m 5 --cacert "$tls/server-ca.crt" --cert "$tls/client-admin.crt" --key "$tls/client-admin.key" "https://127.0.0.1:6443$1" 2>/dev/null
}

k3s_up() {
  if [ "$ROLE" = agent ]; then
    systemctl -q is-active "$UNIT"
  else
    own_api /readyz >/dev/null
  fi
}

k3s_proof() {
  local version
  version=$(k3s_version)
  [ "$version" = "$K3S_VERSION" ] || fail "k3s $version, cluster.yaml says $K3S_VERSION" "rm $BINARY, then run this again"
  [ -s "$RUN/detail" ] || detail "$version"
  # From now on the proxy may lead to this server itself.
  until_true "$START_SECONDS" k3s_up || fail 'k3s does not answer' "journalctl -u $UNIT -n 50"
  : >>"$STATE/joined"
  /usr/local/lib/zero-spof/api-servers
}
