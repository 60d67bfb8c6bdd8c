# Shows what earlier installs of Kubernetes left on this host; with --delete it deletes that. Data of volumes, the state
# of the tailnet and k3s' binary stay. A member of a cluster is not taken from it: that would be the loss of a vote.
set -uo pipefail
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C

readonly DATA=/var/lib/rancher/k3s
readonly PROCESSES='kubelet kube-apiserver kube-scheduler kube-controller kube-proxy etcd k3s-server k3s-agent'
readonly UNITS='k3s k3s-agent kubelet zero-spof-bootstrap zero-spof-etcd-bootstrap zero-spof-etcd-snapshot zero-spof-etcd-certificates zero-spof-k3s-etcd-certificate zero-spof-api-proxy zero-spof-api-servers zero-spof-seeds zero-spof-overlay zero-spof-firewall'
readonly INTERFACES='flannel.1 flannel-wg cni0 kube-ipvs0 nodelocaldns'
readonly MOUNTS='/run/k3s /var/lib/kubelet /var/lib/rancher /run/netns/cni-'

paths() {
  local path network=()
  # kubeadm's; k3s keeps it in its own folder, and others may use this one.
  [ ! -d /etc/kubernetes ] || network=(/etc/cni /var/lib/cni)
  for path in "${network[@]}" "$DATA"/* /etc/rancher /etc/kubernetes /var/lib/kubelet /var/lib/etcd /run/k3s /run/flannel \
    /etc/systemd/system/k3s.service* /etc/systemd/system/k3s-agent.service* /etc/systemd/system/kubelet.service* \
    /etc/systemd/system/zero-spof-* /etc/systemd/system/tailscaled.service.d/50-zero-spof.conf \
    /etc/zero-spof/[!a]* /etc/zero-spof/api-* /usr/local/lib/zero-spof /usr/local/sbin/zero-spof-* /var/lib/zero-spof \
    /etc/sysctl.d/9?-zero-spof*.conf /etc/modules-load.d/zero-spof.conf; do
    # Volumes of local-path-provisioner.
    [ "$path" != "$DATA/storage" ] || continue
    [ ! -e "$path" ] || printf '%s\n' "$path"
  done
}

processes() {
  local name
  for name in $PROCESSES; do pgrep -x "${name:0:15}" | sed "s/^/$name /"; done
  # Those of Kubernetes' pods alone: Docker has some of its own.
  pgrep -f '^[^ ]*containerd-shim[^ ]* .*-namespace k8s\.io' | sed 's/^/containerd-shim /'
}

mounts() {
  local below
  for below in $MOUNTS; do findmnt -nro TARGET | grep -F "$below" | grep "^$below"; done | sort -ru
}

interfaces() {
  local name
  for name in $INTERFACES; do [ ! -d "/sys/class/net/$name" ] || echo "$name"; done
}

# Who else would lose something: "alone", "member", "unknown", "etcd" where that is one by itself, or nothing where no data
# of etcd is there.
membership() {
  local tls=$DATA/server/tls/etcd port said
  ! systemctl -q is-enabled zero-spof-etcd 2>/dev/null || { echo etcd; return; }
  [ -d "$DATA/server/db" ] || return 0
  for port in 2382 2379; do
    said=$(curl -fsS -m 5 --cacert "$tls/server-ca.crt" --cert "$tls/client.crt" --key "$tls/client.key" -d '{}' \
      "https://127.0.0.1:$port/v3/cluster/member/list" 2>/dev/null) || continue
    if [ "$(grep -o '"peerURLs"' <<<"$said" | wc -l)" -gt 1 ]; then echo member; else echo alone; fi
    return
  done
  echo unknown
}

show() {
  local path process kept
  echo "Left on this host by earlier installs:"
  while read -r process; do echo "  process    $process"; done < <(processes)
  while read -r path; do echo "  interface  $path"; done < <(interfaces)
  while read -r path; do echo "  mount      $path"; done < <(mounts)
  while read -r path; do printf '  %-9s  %s\n' "$(du -sh "$path" 2>/dev/null | cut -f 1)" "$path"; done < <(paths)
  for kept in "$DATA/storage" /var/lib/zero-spof-etcd /var/lib/longhorn /var/lib/tailscale; do
    [ ! -e "$kept" ] || echo "  stays      $kept"
  done
}

delete() {
  local name path
  # shellcheck disable=SC2086 # one word for each
  for name in $UNITS; do systemctl -q disable --now "$name.service" "$name.timer" 2>/dev/null; done
  while read -r name path; do kill -KILL "$path" 2>/dev/null; done < <(processes)
  while read -r path; do umount -l "$path"; done < <(mounts)
  while read -r name; do ip link delete "$name"; done < <(interfaces)
  nft delete table inet zero_spof 2>/dev/null
  while read -r path; do rm -rf --one-file-system "$path"; done < <(paths)
  systemctl daemon-reload
  systemctl reset-failed
}

reset() {
  local left
  [ "$(id -u)" = 0 ] || { echo 'found a user without the rights of root; expected root. Run it with sudo.' >&2; exit 2; }
  case ${1:-} in '' | --delete | --delete-cluster) ;; *) echo "found $1; expected nothing, --delete or --delete-cluster" >&2; exit 2 ;; esac
  show
  [ $# -gt 0 ] || { echo 'Nothing was deleted. To delete what is not marked "stays": --delete'; exit 0; }
  case $1$(membership) in
    *etcd) echo "NOT deleted: an etcd of its own is here, which a cluster may need. Take it out first: docs/etcd.md, \"Take a member out\"" >&2; exit 1 ;;
    *member) echo "NOT deleted: this is a member of an etcd with others. On another server first: k3s kubectl delete node $NODE" >&2; exit 1 ;;
    --deletealone) echo 'NOT deleted: this server holds a whole cluster. If nobody needs it any more: --delete-cluster' >&2; exit 1 ;;
    --deleteunknown) echo 'NOT deleted: there is data of a server, and etcd does not answer, so it may hold a whole cluster. If its node was deleted from the cluster, or nobody needs that any more: --delete-cluster' >&2; exit 1 ;;
  esac
  delete
  left=$(paths; processes; interfaces)
  [ -z "$left" ] || { printf 'NOT clean yet:\n%s\n' "$left" >&2; exit 1; }
  echo 'Clean. Rules of iptables that kube-proxy made are gone after a reboot.'
}
reset "$@" </dev/null; exit
