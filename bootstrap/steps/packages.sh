# shellcheck shell=bash
# Debian packages: what k3s, Longhorn and these steps need.

packages_missing() {
  local name there
  # shellcheck disable=SC2086 # one word for each package
  there=$(dpkg-query -W -f='${Package} ${db:Status-Status},' $PACKAGES 2>/dev/null) || true
  for name in $PACKAGES; do
    case ,$there in *",$name installed,"*) ;; *) printf '%s ' "$name" ;; esac
  done
}

packages_check() { [ -z "$(packages_missing)" ]; }

packages_change() {
  local missing
  missing=$(packages_missing)
  # What a run that was killed has left half configured. Where another program is at work, dpkg itself does not wait.
  until_true 300 dpkg --configure -a || true
  apt-get -o DPkg::Lock::Timeout=300 update ||
    fail 'the package lists cannot be fetched' 'check /etc/apt and the network'
  # shellcheck disable=SC2086 # one word for each package
  apt-get -o DPkg::Lock::Timeout=300 -y --no-install-recommends install $missing ||
    fail "not installed: $missing" "less +G $LOG"
  detail "installed ${missing% }"
}

packages_proof() { packages_check || fail "still missing: $(packages_missing)" "less +G $LOG"; }
