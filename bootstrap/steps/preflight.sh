# shellcheck shell=bash
# What has to be right before anything is changed. Measures and asks, changes nothing, and tells all problems at once.

# problem ID FOUND CURE. An operator who knows better writes the ID into /etc/zero-spof/accept.
problem() {
  local accepted=
  ! grep -qsx "$1" /etc/zero-spof/accept || accepted=' (accepted)'
  printf '%s%s: %s\n  %s\n' "$1" "$accepted" "$2" "$3" >>"$RUN/problems"
  [ -n "$accepted" ] || problems=$((problems + 1))
}

preflight_system() {
  local ID='' VERSION_ID='' machine
  # shellcheck disable=SC1091
  . /etc/os-release
  system="$ID $VERSION_ID"
  machine=$(uname -m)
  case $machine in x86_64) machine=amd64 ;; aarch64) machine=arm64 ;; esac
  [ "$machine" = "$ARCH" ] ||
    problem arch "this is $machine, cluster.yaml says $ARCH" "set arch: $machine for node $NODE"
  [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ] ||
    problem cgroup-v1 'cgroup v1; the kubelet refuses it since Kubernetes 1.35' 'remove systemd.unified_cgroup_hierarchy=0 from the kernel command line'
}

preflight_size() {
  local memory free
  memory=$(awk '$1 == "MemTotal:" { print int($2 / 1024) }' /proc/meminfo)
  [ "$memory" -ge "$MIN_MEMORY_MIB" ] ||
    problem memory "$memory MiB of memory" "a $ROLE needs $MIN_MEMORY_MIB MiB"
  free=$(df -Pk /var/lib | awk 'NR == 2 { print int($4 / 1048576) }')
  [ "$free" -ge 5 ] || problem disk-full "$free GiB free in /var/lib" 'make room for 5 GiB'
}

# Milliseconds of one synchronous write, as etcd does them. The file is removed at once.
preflight_disk() {
  local probe start
  probe=/var/lib/.zero-spof-fsync
  start=$(date +%s%N)
  dd if=/dev/zero of="$probe" bs=8k count=50 oflag=dsync status=none
  sync_us=$((($(date +%s%N) - start) / 50000))
  rm -f "$probe"
  [ "$ROLE" = agent ] || [ "$sync_us" -lt 100000 ] ||
    problem slow-disk "$((sync_us / 1000)) ms a synchronous write" 'etcd wants 10 ms or less: use an SSD, or make this node an agent'
}

preflight_network() {
  local date offset mtu interface
  interface=$(ip -o route show default | sed -n '1s/.* dev \([^ ]*\).*/\1/p')
  mtu=$(cat "/sys/class/net/$interface/mtu" 2>/dev/null || echo 1500)
  [ "$mtu" -ge 1360 ] || problem mtu "MTU $mtu on $interface" 'tunnels need 1360: raise it, or ask the provider'
  date=$(curl -sS -m 10 -o /dev/null -D - "$LOGIN_SERVER/key?v=100" | sed -n 's/^[Dd]ate: *//p' | tr -d '\r') || true
  if [ -z "$date" ]; then
    problem login-server "$LOGIN_SERVER does not answer" "curl -v $LOGIN_SERVER/key?v=100"
  else
    offset=$(($(date +%s) - $(date -d "$date" +%s)))
    clock="clock $offset s off"
    [ "${offset#-}" -le 5 ] || problem clock "$clock, says $LOGIN_SERVER" 'timedatectl set-ntp true, or chrony'
  fi
}

preflight_proof() {
  local problems=0 system='' sync_us=0 clock='clock unknown'
  preflight_system
  preflight_size
  preflight_disk
  preflight_network
  # What only a host with a past can have: preflight-existing.sh.
  ! has preflight_existing || preflight_existing
  [ "$problems" = 0 ] || fail "$problems problem(s), each with its cure; nothing was changed" 'mend them, and run this again'
  detail "$system, write $((sync_us / 1000)).$((sync_us / 100 % 10)) ms, $clock"
}
