# shellcheck shell=bash
# What a host that was set up by hand may be like, and what an earlier life of it may have left.

note() { printf 'note: %s\n' "$1" >>"$RUN/problems"; }

preflight_existing() {
  preflight_setup
  preflight_leftovers
  preflight_ports
  preflight_k3s
  [ "$FIREWALL" = no ] || preflight_open_ports
}

preflight_setup() {
  local path proxies name
  case $system in
    'debian 12' | 'debian 13' | 'ubuntu 22.04' | 'ubuntu 24.04' | 'ubuntu 26.04') ;;
    *) note "$system was never tried; Debian 12 and 13, Ubuntu 22.04, 24.04 and 26.04 are meant" ;;
  esac
  [ -d /run/systemd/system ] || problem systemd 'systemd is not running' 'use a system that boots with systemd'
  name=$(cat /proc/sys/kernel/hostname)
  [ "$name" = "$NODE" ] || note "the host calls itself $name; the node will be $NODE"
  for path in /var/lib /usr/local/bin; do
    ! findmnt -nro OPTIONS -T "$path" | grep -w noexec >/dev/null ||
      problem noexec "$path is mounted noexec" "mount -o remount,exec $(findmnt -nro TARGET -T "$path")"
  done
  [ "$(wc -l </proc/swaps)" -le 1 ] || note 'swap is on: pods may be slower than they seem'
  proxies=$({ env; cat /etc/environment; } 2>/dev/null | grep -i '^\(https\?\|no\)_proxy=') || true
  if grep -qi '^http' <<<"$proxies" && ! grep -qi '^no_proxy=.*100\.64\.0\.0/10' <<<"$proxies"; then
    problem proxy 'a proxy without an exception for the tailnet' 'add 100.64.0.0/10, the pod and the service networks to NO_PROXY'
  fi
}

# Processes of an earlier Kubernetes: those that no unit of k3s holds.
preflight_leftovers() {
  local pid name
  for name in kubelet kube-apiserver kube-scheduler kube-controller kube-proxy etcd; do
    for pid in $(pgrep -x "$name"); do
      grep -qs -e k3s -e zero-spof "/proc/$pid/cgroup" ||
        problem leftover-process "$name runs, process $pid, and not as part of k3s" 'stop what an earlier install left: kubeadm reset, or k3s-uninstall.sh'
    done
  done
  [ ! -d /etc/kubernetes/manifests ] || [ -z "$(ls /etc/kubernetes/manifests)" ] ||
    problem leftover-kubeadm '/etc/kubernetes/manifests holds static pods of kubeadm' 'kubeadm reset'
}

# All members of etcd, as the one of this server lists them now.
etcd_list() {
  local tls=/var/lib/rancher/k3s/server/tls/etcd port
  for port in 2382 2379; do
    ! curl -fsS -m 5 --cacert "$tls/server-ca.crt" --cert "$tls/client.crt" --key "$tls/client.key" -d '{}' \
      "https://127.0.0.1:$port/v3/cluster/member/list" 2>/dev/null || return 0
  done
  return 1
}

# The peer URL of each etcd member: as etcd says, or as k3s said when it found another address than its own; nothing where
# nobody knows.
etcd_members() {
  local said
  if said=$(etcd_list); then
    grep -o '"peerURLs":\["[^"]*' <<<"$said" | cut -d '"' -f 4
    return
  fi
  journalctl -q -o cat _SYSTEMD_INVOCATION_ID="$(systemctl show -p InvocationID --value k3s)" 2>/dev/null | sed -n 's/.*not a member of the etcd cluster. Found \[\([^]]*\)\].*/\1/p' |
    tail -n 1 | tr ' ' '\n' | sed 's/[^=]*=//'
}

# A fault that this script mends itself on the one host that cluster.yaml names for it.
mended() {
  if [ "$EXISTING" = single-server ]; then
    note "$2; this script moves it: a copy is kept, and the API is away for about a minute"
  else
    problem "$1" "$2" "docs/bootstrap.md, \"A cluster that runs already\""
  fi
}

preflight_k3s() {
  local data=/var/lib/rancher/k3s/server/db members own other
  other=k3s-agent
  [ "$ROLE" = server ] || other=k3s
  ! systemctl -q is-active "$other" ||
    problem k3s-role "this host runs $other, cluster.yaml says $ROLE" "drain it, then remove the other role: $other-uninstall.sh"
  if [ -x /usr/local/bin/k3s ] && systemctl -q is-active k3s k3s-agent; then
    local version
    version=$(/usr/local/bin/k3s --version | awk 'NR == 1 { print $3 }')
    [ "$version" = "$K3S_VERSION" ] ||
      problem k3s-version "k3s $version runs, cluster.yaml says $K3S_VERSION" "set cluster.k3s: $version; upgrade later, one node at a time"
  fi
  [ ! -f "$data/state.db" ] || [ -d "$data/etcd" ] ||
    mended k3s-sqlite 'this server keeps its data in SQLite, which has one copy'
  if [ -d "$data/etcd/member" ]; then
    members=$(etcd_members | tr '\n' ' ') || true
    own=$(tailscale ip -4 2>/dev/null | head -n 1) || true
    case $members in
      '' | *"//$own:"*) ;;
      *) [ -z "$own" ] || mended etcd-member-url "etcd's member URL is $members, the tailnet address is $own" ;;
    esac
  fi
}

# The firewall closes what is not listed: nobody shall find that out afterwards. 8472 is flannel's, of a k3s that runs already.
# Its nodes reach each other by the tailnet from then on.
preflight_open_ports() {
  local protocol address port
  [ ! -e /etc/zero-spof/firewall.nft ] || return 0
  while read -r protocol _ _ _ address _; do
    port=${address##*:}
    case ${address%:*} in 127.* | '[::1]' | *%lo | '[fe80'*) continue ;; esac
    case " $OPEN_PORTS $OWN_PORTS " in *" $port "* | *" $port/$protocol "*) continue ;; esac
    case $protocol:$port in tcp:22 | udp:68 | udp:546 | udp:8472 | udp:41641) continue ;; esac
    ! ss -Hln "$([ "$protocol" = tcp ] && echo -t || echo -u)p" "sport = :$port" | grep -e sshd -e tailscaled -e rpcbind >/dev/null || continue
    problem port-closes "$port/$protocol listens to everybody, and the firewall would close it" "add openPorts: [$port/$protocol] to node $NODE, or let it listen on 127.0.0.1"
  done < <(ss -Hlntu | sort -u)
}
