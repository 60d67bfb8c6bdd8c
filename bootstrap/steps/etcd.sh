# shellcheck shell=bash
# A member of an etcd that stands by itself, as a service of systemd. Only programs made with --create can make a new
# etcd, together and for a day; everything else joins one that answers.

case $(uname -m) in aarch64) ARCH=arm64 ;; *) ARCH=amd64 ;; esac
readonly ETCD_DATA=/var/lib/zero-spof-etcd/data
readonly ETCD_TLS=/etc/zero-spof/etcd
# As whom etcd starts without data. It goes as soon as there is some: etcd.env lets nobody start anew who lost his.
readonly ETCD_INITIAL=/etc/zero-spof/etcd-initial.env
readonly PEER_URL=https://$ADDRESS:2380

etcd_version() { /usr/local/bin/etcd --version 2>/dev/null | sed -n 's/^etcd Version: //p'; }
etcd_all() { /usr/local/lib/zero-spof/etcdctl --command-timeout=5s "$@"; }
etcd_others() { etcd_all --endpoints="$OTHERS" "$@"; }
etcd_healthy() { etcd_all --endpoints=https://127.0.0.1:2379 endpoint health; }

# etcd counts data from its log on.
etcd_has_data() { [ -d "$ETCD_DATA/member/wal" ]; }

# Renewed 60 days before their end; half of that means that they are not.
etcd_certificates_last() { openssl x509 -in "$ETCD_TLS/server.crt" -noout -checkend $((30 * 86400)); }

etcd_check() {
  [ "$(etcd_version)" = "$ETCD_VERSION" ] && [ ! -e "$ETCD_INITIAL" ] && systemctl -q is-active zero-spof-etcd || return 1
  # Asked about several, systemctl says whether any is.
  systemctl -q is-enabled zero-spof-etcd && systemctl -q is-enabled zero-spof-etcd-snapshot.timer || return 1
  systemctl -q is-enabled zero-spof-etcd-certificates.timer || return 1
  etcd_certificates_last && etcd_healthy
}

etcd_install() {
  local name=etcd-v$ETCD_VERSION-linux-$ARCH from=https://github.com/etcd-io/etcd/releases/download/v$ETCD_VERSION program
  { curl -fsSL -m 60 "$from/SHA256SUMS" -o "$RUN/sums" && curl -fsSL -m 600 "$from/$name.tar.gz" -o "$RUN/etcd.tar.gz"; } ||
    fail "etcd $ETCD_VERSION cannot be fetched" "put etcd, etcdctl and etcdutl into /usr/local/bin by hand, or check: curl -vL $from/$name.tar.gz"
  [ "$(awk -v name="$name.tar.gz" '$2 == name { print $1 }' "$RUN/sums")" = "$(sha256sum "$RUN/etcd.tar.gz" | cut -d ' ' -f 1)" ] ||
    fail "etcd $ETCD_VERSION does not have the checksum of its release" 'run this again; if it stays so, do not use it'
  tar -xzf "$RUN/etcd.tar.gz" -C "$RUN" --no-same-owner
  # etcd last: its version is what counts as installed.
  for program in etcdctl etcdutl etcd; do
    install -m 0755 "$RUN/$name/$program" "/usr/local/bin/$program.zero-spof-new"
    sync "/usr/local/bin/$program.zero-spof-new"
    mv -fT "/usr/local/bin/$program.zero-spof-new" "/usr/local/bin/$program"
  done
}

# As whom etcd starts: as one more of those that are there, or "new" with all members.
etcd_initial() {
  local cluster=$ALL_MEMBERS state=new
  systemctl stop zero-spof-etcd
  # What a start that came to nothing has left, or what is left of data without a log.
  [ ! -e "$ETCD_DATA" ] || mv -T "$ETCD_DATA" "$ETCD_DATA.$(date +%s)"
  if etcd_exists; then
    until_true "$JOIN_SECONDS" etcd_takes_in ||
      fail "the others do not take $PEER_URL in" "another member is on its way in, or away: /usr/local/lib/zero-spof/etcdctl member list; less +G $LOG"
    # Who has not started yet has no name in the list.
    cluster=$(etcd_others member list | awk -F ', ' '{ split($4, part, "[/:]+"); print "etcd-" part[2] "=" $4 }' | paste -sd ,)
    state=existing
  elif [ "$(date +%s)" -ge "$CREATE_UNTIL" ]; then
    fail "no etcd answers at $OTHERS" 'start the others, or restore a snapshot, or make a new etcd: docs/etcd.md'
  else
    until_true "$JOIN_SECONDS" etcd_hosts_answer || grep -qsx create-anyway /etc/zero-spof/accept ||
      fail "$(cat "$RUN/detail") does not answer: it may hold a part of an etcd" 'start it, or write create-anyway into /etc/zero-spof/accept'
  fi
  printf 'ETCD_INITIAL_CLUSTER=%s\nETCD_INITIAL_CLUSTER_STATE=%s\nETCD_INITIAL_CLUSTER_TOKEN=%s\n' "$cluster" "$state" "$CREATE_UNTIL" >"$ETCD_INITIAL.new"
  sync "$ETCD_INITIAL.new"
  mv -fT "$ETCD_INITIAL.new" "$ETCD_INITIAL"
}

# Whether the others are an etcd already. A creator gives them a moment, all else five minutes.
etcd_exists() {
  local seconds=$JOIN_SECONDS
  [ "$(date +%s)" -ge "$CREATE_UNTIL" ] || seconds=5
  until_true "$seconds" etcd_others member list
}

# Who lost its data must not vote again as who it was, for it forgot what it voted for: it goes, and comes as a new member.
etcd_takes_in() {
  local id
  id=$(etcd_others member list | awk -F ', ' -v url="$PEER_URL" '$4 == url { print $1 }') || return 1
  [ -z "$id" ] || etcd_others member remove "$id" || return 1
  etcd_others member add "$NODE" --learner --peer-urls="$PEER_URL"
}

# Whether every other host says something, if only that no etcd is there. Where one is, etcd itself asks it at the start
# whether this member is new. One that is silent may hold what was decided.
etcd_hosts_answer() {
  local address said
  for address in ${OTHERS//,/ }; do
    address=${address#https://}
    said=$(timeout 5 bash -c ": <>/dev/tcp/${address/://}" 2>&1) || case $said in
      *refused*) ;;
      *) detail "$address" && return 1 ;;
    esac
  done
}

etcd_change() {
  [ -n "$(ip -o address show to "$ADDRESS")" ] || fail "this host does not have the address $ADDRESS" 'run the script of the right member here'
  systemctl daemon-reload
  systemctl start zero-spof-etcd-certificates || fail 'no certificates' 'journalctl -u zero-spof-etcd-certificates'
  [ "$(etcd_version)" = "$ETCD_VERSION" ] || {
    etcd_install
    printf '%s\n' /usr/local/bin/etcd >>"$STATE/pending-$function"
  }
  install -d -m 0700 "$(dirname "$ETCD_DATA")"
  etcd_has_data || etcd_initial
  systemctl enable zero-spof-etcd
  systemctl enable --now zero-spof-etcd-snapshot.timer zero-spof-etcd-certificates.timer
  if ! etcd_is_outdated; then
    systemctl start --no-block zero-spof-etcd
  elif until_true 10 etcd_healthy; then
    /usr/local/lib/zero-spof/etcd-restart || fail 'etcd is not restarted: another member is, or is away' "less +G $LOG"
  else
    systemctl restart --no-block zero-spof-etcd
  fi
  until_true "$START_SECONDS" etcd_votes || fail "etcd does not vote after $START_SECONDS s" 'run the programs of the other members, too; journalctl -u zero-spof-etcd -n 50'
  rm -f "$ETCD_INITIAL"
  detail "etcd $ETCD_VERSION as $PEER_URL"
}

etcd_is_outdated() {
  wrote /usr/local/bin/etcd || wrote /etc/zero-spof/etcd.env || wrote /etc/systemd/system/zero-spof-etcd.service
}

# A learner that is in step becomes a voter; etcd refuses it until then.
etcd_votes() {
  local id
  id=$(etcd_others member list 2>/dev/null | awk -F ', ' -v url="$PEER_URL" '$4 == url && $6 == "true" { print $1 }') || true
  [ -z "$id" ] || etcd_others member promote "$id" || return 1
  etcd_healthy
}

etcd_proof() {
  etcd_healthy || fail 'etcd is not healthy' 'journalctl -u zero-spof-etcd -n 50'
  printf 'etcd: %s voting members. Certificates until %s, renewed by themselves; their authority until %s. %s\n' \
    "$(etcd_all member list | grep -c ', started, .*, false$')" "$(etcd_end_of server)" "$(etcd_end_of ca)" "$ETCD_TIMING" >>"$RUN/measured"
}

etcd_end_of() { openssl x509 -in "$ETCD_TLS/$1.crt" -noout -enddate | cut -d = -f 2; }
