# shellcheck shell=bash
# The server that holds the cluster already, alone: its data moves from SQLite into etcd, or its etcd member to the
# address in the tailnet, by k3s' own means. What was there before is kept beside it, and can be put back until another
# server has joined. What stands in the way is told before anything is touched.

readonly CONVERT=$STATE/convert
readonly KEPT=$STATE/before-conversion
# The unit in which k3s writes another address.
readonly RESET=zero-spof-k3s-reset

# What has to be moved: "sqlite", "address", or only "settings".
convert_from() {
  local own members
  if [ -f "$DATA/server/db/state.db" ] && [ ! -d "$DATA/server/db/etcd" ]; then
    echo sqlite
  else
    [ -d "$DATA/server/db/etcd" ] || fail "there is no data of a server in $DATA" "take 'existing: single-server' from node $NODE"
    own=$(cat "$ADDRESS_FILE")
    members=$(etcd_members)
    [ -n "$members" ] || fail 'etcd does not answer, so nobody can say which members it has' 'systemctl start k3s, then run this again'
    [ "$(wc -l <<<"$members")" = 1 ] || fail "etcd has other members: $(tr '\n' ' ' <<<"$members")" "take 'existing: single-server' from node $NODE"
    case $members in *"//$own:"*) echo settings ;; *) echo address ;; esac
  fi
}

# Once it is a server of this cluster.yaml there is nothing to move.
convert_check() { [ -e "$STATE/joined" ] && [ ! -s "$CONVERT" ]; }

convert_change() {
  local from
  if [ ! -s "$CONVERT" ]; then
    from=$(convert_from) || exit 1
    convert_refuse "$from"
    [ "$from" = sqlite ] || convert_snapshot
    # Decided: after a crash nobody has to ask etcd again, which is stopped then.
    printf '%s\n' "$from" >"$CONVERT"
    sync "$CONVERT"
  fi
  from=$(cat "$CONVERT")
  systemctl stop k3s
  # Of a run that was killed.
  ! systemctl -q is-active "$RESET" || systemctl stop "$RESET"
  : >"$RUN/api-away"
  # Before the new settings are there, k3s may have run again and written more.
  if [ ! -d "$KEPT" ] || [ ! -e "$STATE/pending-k3s" ]; then convert_keep; fi
  detail "from $from; what was there is kept in $KEPT"
}

# What a server cannot change, and what would make it another node.
convert_refuse() {
  local key wanted found name need free
  [ "$1" != sqlite ] || [ "$(head -c 15 "$DATA/server/db/state.db")" = 'SQLite format 3' ] ||
    fail "$DATA/server/db/state.db is no database of SQLite" 'restore it first'
  for key in cluster-cidr:$POD_CIDR:10.42.0.0/16 service-cidr:$SERVICE_CIDR:10.43.0.0/16 cluster-domain:$DOMAIN:cluster.local; do
    IFS=: read -r key wanted found <<<"$key"
    found=$(convert_setting "$key" "$found")
    [ "$found" = "$wanted" ] || fail "the cluster has $key $found, cluster.yaml says $wanted" 'correct cluster.network: it cannot change'
  done
  found=false
  [ ! -e "$DATA/server/cred/encryption-config.json" ] || found=true
  [ "$found" = "$ENCRYPTION" ] ||
    fail "secrets encryption is $found in the cluster, $ENCRYPTION in cluster.yaml" "set cluster.secretsEncryption: $found; k3s cannot change it later"
  name=$(openssl x509 -in "$DATA/agent/client-kubelet.crt" -noout -subject 2>/dev/null | sed -n 's/.*system:node:\([-.a-z0-9]*\).*/\1/p') || true
  [ -z "$name" ] || [ "$name" = "$NODE" ] || fail "the cluster knows this host as $name, cluster.yaml as $NODE" "name the node $name"
  [ "$(sed 's/.*://' "$CONFIG/token")" = "$(sed 's/.*://' "$DATA/server/token")" ] || {
    # Or it would count as that of the datastore the next time.
    rm -f "$CONFIG/token"
    fail 'the token is not that of the cluster' "set ZERO_SPOF_K3S_TOKEN to what $DATA/server/token holds, and write the script again"
  }
  need=$(($(du -sk "$DATA/server" | cut -f 1) * 2))
  free=$(df -Pk "$STATE" | awk 'NR == 2 { print $4 }')
  [ "$free" -gt "$need" ] || fail "$((free / 1024)) MiB free in $STATE" "make room for $((need / 1024)) MiB: the data is copied first"
}

# What k3s was told by its files or its unit, or what it does without.
convert_setting() {
  local told
  told=$(cat "$CONFIG/config.yaml" "$CONFIG"/config.yaml.d/*.yaml /etc/systemd/system/k3s.service 2>/dev/null |
    sed -n "s/.*$1['\"]\{0,1\}[=: ]\{1,\}['\"]\{0,1\}\([^'\" ]*\).*/\1/p" | tail -n 1) || true
  printf '%s\n' "${told:-$2}"
}

# A snapshot is etcd's file, and after it the SHA-256 of that.
convert_snapshot() {
  local file
  # One that cannot start has nobody to make it: the copy has to do.
  until_true 60 k3s_up || {
    printf 'No snapshot, as k3s does not answer; only the copy.\n' >>"$RUN/measured"
    return 0
  }
  : >"$RUN/snapshot"
  "$BINARY" etcd-snapshot save --name before-conversion
  file=$(find "$DATA/server/db/snapshots" -name 'before-conversion-*' -type f -newer "$RUN/snapshot" | sort | tail -n 1)
  [ -s "$file" ] || fail 'k3s made no snapshot' "k3s etcd-snapshot save"
  [ "$(head -c -32 "$file" | sha256sum | cut -d ' ' -f 1)" = "$(tail -c 32 "$file" | od -An -v -tx1 | tr -d ' \n')" ] ||
    fail "the snapshot $file is not what etcd wrote" 'check the disk'
  printf 'Snapshot, checked: %s\n' "$file" >>"$RUN/measured"
}

# A copy of data and settings while nothing writes, compared byte by byte, and there as a whole or not at all. The socket
# that k3s has left beside SQLite is no data, and equal to nothing.
convert_keep() {
  local part=$KEPT.part
  rm -rf "$part"
  {
    install -d -m 0700 "$part" "$part/units" &&
      cp -a "$DATA/server" "$part/server" &&
      cp -a /etc/rancher "$part/rancher" &&
      find /etc/systemd/system -maxdepth 1 -name 'k3s.service*' -exec cp -a -t "$part/units" {} + &&
      diff -r --no-dereference --exclude=kine.sock "$DATA/server" "$part/server" >&2 &&
      sync -f "$part"
  } || {
    rm -rf "$part" "$CONVERT"
    systemctl start --no-block k3s
    fail "the data cannot be copied to $KEPT; k3s was started again as it was" "less +G $LOG"
  }
  rm -rf "$KEPT"
  mv -T "$part" "$KEPT"
}

# Called by the step k3s, when its new settings are there and it is stopped.
convert_data() {
  [ "$(cat "$CONVERT" 2>/dev/null)" = address ] || return 0
  # k3s writes it before it begins, and refuses another try: a run that was cut off may have left it.
  rm -f "$DATA/server/db/reset-flag"
  : >"$RUN/reset"
  # It ends by itself, and where this program is killed systemd knows it. Its settings come from the same files as those
  # of the service.
  systemd-run --quiet --wait --collect --unit="$RESET" -p KillMode=process -p RuntimeMaxSec="$START_SECONDS" \
    -p EnvironmentFile=-/etc/default/k3s -p EnvironmentFile=-/etc/systemd/system/k3s.service.env \
    -p StandardOutput="append:$RUN/reset" -p StandardError="append:$RUN/reset" "$BINARY" server --cluster-reset || true
  grep -q 'membership has been reset' "$RUN/reset" || {
    tail -n 20 "$RUN/reset"
    fail 'k3s server --cluster-reset did not come to its end' "less +G $LOG; $UNDO puts everything back"
  }
}

# Called when k3s is up again.
convert_done() {
  local members
  [ -s "$CONVERT" ] || return 0
  members=$(etcd_members)
  case $members in
    *"//$(cat "$ADDRESS_FILE"):"*) ;;
    *) fail "etcd's member is ${members:-unknown}, not on this address" "$UNDO puts everything back" ;;
  esac
  [ "$(cat "$CONVERT")" != sqlite ] || [ ! -f "$DATA/server/db/state.db" ] ||
    fail 'k3s has not moved all data out of SQLite' "journalctl -u k3s -g 'sqlite'; $UNDO puts everything back"
  [ ! -e "$RUN/api-away" ] || printf 'The API was away for %s s.\n' "$(($(date +%s) - $(stat -c %Y "$RUN/api-away")))" >>"$RUN/measured"
  printf 'Until another server joins, %s puts everything back.\n' "$UNDO" >>"$RUN/measured"
  rm "$CONVERT"
  files_write k3s
  detail "$K3S_VERSION, with the data of the single server"
}
