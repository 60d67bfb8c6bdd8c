# shellcheck shell=bash
# The tailnet: its own service, logged in once. What it keeps in /var/lib/tailscale is the node's address, and with it
# its place in etcd: nothing here deletes it.

readonly KEY_FILE=/var/lib/zero-spof/tailscale-key
readonly ADDRESS_FILE=/var/lib/zero-spof/tailnet-address

tailnet_ip() { tailscale ip -4 2>/dev/null | head -n 1 || true; }
tailnet_status() { tailscale status --json 2>/dev/null || true; }
tailnet_state() { tailnet_status | jq -r '.BackendState // "NoState"'; }
tailscaled_answers() { [ -n "$(tailnet_status)" ]; }
tailnet_prefs() { tailscale debug prefs; }

tailscale_check() {
  command -v tailscaled >/dev/null && systemctl -q is-active tailscaled && systemctl -q is-enabled tailscaled || return 1
  tailnet_is_up || return 1
  # A key that nobody needs any more.
  rm -f "$KEY_FILE"
  tailnet_prefs | jq -e '.CorpDNS == false and .RouteAll == false' >/dev/null
}

# From the vendor's archive, one release line, never upgraded by itself: a restart of tailscaled takes flannel with it.
tailscale_install() {
  local ID='' VERSION_CODENAME='' from
  # shellcheck disable=SC1091
  . /etc/os-release
  from=https://pkgs.tailscale.com/stable/$ID
  {
    curl -fsS -m 60 "$from/$VERSION_CODENAME.noarmor.gpg" -o /usr/share/keyrings/tailscale-archive-keyring.gpg &&
      curl -fsS -m 60 "$from/$VERSION_CODENAME.tailscale-keyring.list" -o /etc/apt/sources.list.d/tailscale.list
  } ||
    fail "tailscaled is not installed, and $from does not answer" "curl -v $from/"
  apt-get -o DPkg::Lock::Timeout=300 update
  apt-get -o DPkg::Lock::Timeout=300 -y install tailscale
  apt-mark hold tailscale
}

# For a binary that was put there by hand: the packages bring a unit of their own.
tailscale_unit() {
  local files_do=write
  file 0644 /etc/systemd/system/tailscaled.service <<UNIT
[Unit]
Description=Tailscale node agent
Wants=network-pre.target
After=network-pre.target
[Service]
Type=notify
ExecStart=$(command -v tailscaled) --state=/var/lib/tailscale/tailscaled.state --socket=/run/tailscale/tailscaled.sock --port=41641
Restart=on-failure
RuntimeDirectory=tailscale
StateDirectory=tailscale
StateDirectoryMode=0700
[Install]
WantedBy=multi-user.target
UNIT
}

tailscale_change() {
  command -v tailscaled >/dev/null || tailscale_install
  systemctl -q cat tailscaled >/dev/null 2>&1 || tailscale_unit
  systemctl daemon-reload
  systemctl enable --now tailscaled
  until_true 30 tailscaled_answers || fail 'tailscaled does not answer' 'journalctl -u tailscaled'
  # After a start it needs a moment to find its state again.
  if [ -s /var/lib/tailscale/tailscaled.state ] && [ ! -s "$KEY_FILE" ]; then until_true 30 tailnet_is_up || true; fi
  if tailnet_is_up; then
    tailscale set --accept-dns=false --accept-routes=false
    detail "settings of $(tailnet_ip)"
  else
    tailscale_login
    detail "joined as $(tailnet_ip)"
  fi
  rm -f "$KEY_FILE"
}

tailnet_is_up() { [ "$(tailnet_state)" = Running ]; }

tailscale_login() {
  local said state again="zero-spof bootstrap $NODE, with a new key in the environment"
  [ -s "$KEY_FILE" ] || fail 'not on the tailnet, and no key is left on this host' "$again"
  # The key is read from the file: arguments of processes can be seen by every user.
  if said=$(tailscale up --login-server="$LOGIN_SERVER" --auth-key="file:$KEY_FILE" --hostname="$NODE" \
    --advertise-tags="$TAGS" --accept-dns=false --accept-routes=false --timeout="$LOGIN_SECONDS"s 2>&1); then
    return
  fi
  state=$(tailnet_state)
  # After a refused key this daemon takes no other one, either.
  systemctl restart tailscaled
  case $said in
    *expired*) fail 'the key has expired' "$again" ;;
    *'already used'*) fail 'the key was used before' "$again" ;;
    *'requested tags'*) fail "the key may not give the tags $TAGS" 'allow them for the key, or in the policy (tagOwners)' ;;
    *'auth-key'* | *'auth key'* | *authkey* | *'API key'*) fail "the key is refused by $LOGIN_SERVER" "$again" ;;
    *'non-default flags'*) fail 'tailscale was set up by hand with other flags' "tailscale up --reset, then run this again" ;;
  esac
  [ "$state" != NeedsMachineAuth ] || fail 'this machine is not approved yet' "approve $NODE at $LOGIN_SERVER, then run this again"
  fail "$LOGIN_SERVER gave no answer in $LOGIN_SECONDS s" "curl -v $LOGIN_SERVER/key?v=100"
}

# Servers by what the tailnet knows of them: "ADDRESS NAME".
tailnet_servers() {
  tailnet_status | jq -r --arg names "$SERVERS" --arg self "$NODE" \
    '($names | split(" ")) as $n | (.Peer // {})[] | select(.HostName as $h | $h != $self and ($n | index($h))) | "\(.TailscaleIPs[0]) \(.HostName)"'
}

tailscale_proof() {
  local ip known others=0 direct=0 pong address slowest=
  ip=$(tailnet_ip)
  [ -n "$ip" ] || fail 'the tailnet gives no IPv4 address' 'tailscale status'
  tailnet_prefs | jq -e --arg url "${LOGIN_SERVER%/}" '(.ControlURL | rtrimstr("/")) == $url' >/dev/null ||
    fail "this host is on another tailnet than that of $LOGIN_SERVER" 'tailscale logout, if nothing else needs it'
  [ -z "$TAILNET_IP" ] || [ "$ip" = "$TAILNET_IP" ] ||
    fail "the address is $ip, cluster.yaml says $TAILNET_IP" "correct tailnetIp of $NODE"
  known=$(cat "$ADDRESS_FILE" 2>/dev/null || true)
  if [ -n "$known" ] && [ "$known" != "$ip" ] && [ -d /var/lib/rancher/k3s/server/db/etcd ]; then
    fail "the address was $known and is $ip: the state of tailscaled was lost, and etcd's member has the old one" \
      "put /var/lib/tailscale back, or replace the member: docs/bootstrap.md, \"Replace a node\""
  fi
  while read -r address; do
    # An old entry of this host does not answer.
    ! timeout 3 tailscale ping -c 1 --timeout 2s "$address" >/dev/null 2>&1 ||
      fail "another host on the tailnet, $address, is called $NODE, too" "rename one of the two"
  done < <(tailnet_status | jq -r --arg self "$NODE" '(.Peer // {})[] | select(.HostName == $self) | .TailscaleIPs[0]')
  # A loss of power would leave it empty: k3s does not start then.
  [ "$ip" = "$known" ] || printf '%s\n' "$ip" >"$ADDRESS_FILE"
  while read -r address _; do
    others=$((others + 1))
    pong=$(timeout 8 tailscale ping -c 3 --timeout 2s "$address" 2>&1 | tail -n 1) || true
    case $pong in *DERP*) ;; *' via '*) direct=$((direct + 1)) ;; esac
    ! [[ $pong =~ ' in '([0-9]+).*ms ]] || [ "${BASH_REMATCH[1]}" -le "${slowest:=0}" ] || slowest=${BASH_REMATCH[1]}
  done < <(tailnet_servers)
  [ -z "$slowest" ] || printf 'Slowest round trip to a server: %s ms.\n' "$slowest" >>"$RUN/measured"
  detail "$(sed 's/ as .*//' "$RUN/detail" 2>/dev/null || echo on the tailnet) as $ip (direct to $direct of $others other servers)"
}
