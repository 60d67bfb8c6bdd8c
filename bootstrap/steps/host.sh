# shellcheck shell=bash
# Kernel modules, kernel settings, limits, time, iSCSI: the host as the manifests count on it.

readonly MODULES_FILE=/etc/modules-load.d/zero-spof.conf
readonly SYSCTL_FILE=/etc/sysctl.d/90-zero-spof.conf
readonly TCP_FILE=/etc/sysctl.d/91-zero-spof-tcp.conf

# Connections to a peer that was cut off go on soon after it is back: where the kernel knows it (6.15), by shorter pauses;
# else by giving them up after 13 s. Both together would be too short.
host_more_files() {
  local setting='net.ipv4.tcp_rto_max_ms = 1000'
  [ -e /proc/sys/net/ipv4/tcp_rto_max_ms ] || setting='net.ipv4.tcp_retries2 = 5'
  file 0644 "$TCP_FILE" <<<"$setting"
}

in_container() { systemd-detect-virt -cq; }

# Loaded, or part of the kernel. A container has those of its host, and cannot see which.
module_there() {
  [ -d "/sys/module/$1" ] || grep -qs "/$1\.ko" "/lib/modules/$(uname -r)/modules.builtin" || in_container
}

# "KEY VALUE" of each setting that differs. A key that begins with "-" may be missing; in a container only the settings
# of its network are its own.
sysctls_wrong() {
  local key value path
  while IFS='= ' read -r key value; do
    case $key in net.* | -net.*) ;; *) ! in_container || continue ;; esac
    path=${key#-}
    path=/proc/sys/${path//.//}
    [ -e "$path" ] || [ "$key" = "${key#-}" ] || continue
    [ "$(cat "$path")" = "$value" ] || printf '%s %s\n' "${key#-}" "$value"
  done < <(cat "$SYSCTL_FILE" "$TCP_FILE")
}

time_is_kept() {
  in_container || [ "$(timedatectl show -p NTP --value)" = yes ] || systemctl -q is-active chrony ntpsec
}

host_check() {
  local module
  while read -r module; do module_there "$module" || return 1; done <"$MODULES_FILE"
  [ -z "$(sysctls_wrong)" ] && time_is_kept || return 1
  in_container || systemctl -q is-active iscsid.socket iscsid
}

host_change() {
  local module key value
  while read -r module; do module_there "$module" || modprobe "$module"; done <"$MODULES_FILE"
  while read -r key value; do
    sysctl -qw "$key=$value" || fail "$key cannot be set to $value" "sysctl -w $key=$value"
  done < <(sysctls_wrong)
  time_is_kept || timedatectl set-ntp true
  in_container || systemctl enable --now iscsid
  ! wrote /etc/systemd/journald || systemctl try-restart systemd-journald
  ! wrote /etc/systemd/logind || systemctl try-reload-or-restart systemd-logind
  ! wrote /etc/multipath || ! systemctl -q is-active multipathd || systemctl reload multipathd
}

host_proof() {
  local wrong
  wrong=$(sysctls_wrong | tr '\n' ' ')
  [ -z "$wrong" ] || fail "kernel settings differ: $wrong" 'look for another file in /etc/sysctl.d that sets them'
  detail "open files $(ulimit -Hn)"
}
