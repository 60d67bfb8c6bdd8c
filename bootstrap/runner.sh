# shellcheck shell=bash
# Runs steps, one after the other. A step NAME is up to four functions: NAME_files lists the files that have to be there,
# NAME_check answers "is it so already?", NAME_change makes it so, NAME_proof measures that it is.
set -uo pipefail
umask 022
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C TZ=UTC DEBIAN_FRONTEND=noninteractive

readonly STATE=/var/lib/zero-spof
LOG=/var/log/zero-spof-bootstrap.log

# The line behind a step's name.
detail() { printf '%s\n' "$*" >"$RUN/detail"; }

# Ends the step: what is wrong, and what to do next.
fail() {
  rm -f "$RUN/failed"
  detail "$1"
  [ $# -lt 2 ] || printf '%s\n' "$2" >"$RUN/next"
  exit 1
}

# file MODE PATH: its content comes on stdin. What it does with it depends on the caller: compare or write.
file() {
  local mode=${1#0} path=$2 new=$2.zero-spof-new
  if [ "$files_do" = compare ]; then
    # A new one beside it is what a run that was killed has left.
    cmp -s - "$path" && [ "$(stat -c %a "$path")" = "$mode" ] && [ ! -e "$new" ] || printf '%s\n' "$path" >>"$RUN/differs"
    return 0
  fi
  mkdir -p "$(dirname "$path")"
  (umask 077 && cat >"$new")
  chmod "$mode" "$new"
  if cmp -s "$new" "$path" && [ "$(stat -c %a "$path")" = "$mode" ]; then
    rm -f "$new"
    return 0
  fi
  # What has to follow, such as a restart, is still to be done when the power goes now.
  printf '%s\n' "$path" >>"$STATE/pending-$function"
  # Nor must there be an empty file then.
  sync "$new" "$STATE/pending-$function"
  mv -fT "$new" "$path"
}

has() { declare -F "$1" >/dev/null; }

files_same() {
  local files_do=compare
  : >"$RUN/differs"
  list_files "$1"
  [ ! -s "$RUN/differs" ]
}

files_write() {
  local files_do=write
  list_files "$1"
}

list_files() {
  ! has "$1_files" || "$1_files"
  ! has "$1_more_files" || "$1_more_files"
}

# Whether this step wrote a file whose path begins so, and has not come to its end since.
wrote() { grep -qs -e "^$1" "$STATE/pending-$function"; }

# until_true SECONDS COMMAND...: repeats it until it is true; false when the time is up.
until_true() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.5
  done
}

# Runs one function of a step in a shell of its own, which the first failing command ends. Never call it in a condition:
# bash would ignore failing commands then.
part() {
  (
    set -eE
    trap 'printf "%s\n" "line $LINENO: $BASH_COMMAND" >"$RUN/failed"' ERR
    "$1"
  ) >>"$LOG" 2>&1 </dev/null
}

step_so() { [ ! -s "$STATE/pending-$function" ] && files_same "$function" && { ! has "${function}_check" || "${function}_check"; }; }
step_change() {
  files_write "$function"
  "${function}_change"
  rm -f "$STATE/pending-$function"
}
step_proof() { ! has "${function}_proof" || "${function}_proof"; }

run_step() {
  local name=$1 function=${1//-/_} result=unchanged rc
  number=$((number + 1))
  rm -f "$RUN/detail" "$RUN/next" "$RUN/failed" "$RUN/problems"
  printf '\n== %s %s\n' "$(date -u +%FT%TZ)" "$name" >>"$LOG"
  rc=0
  if has "${function}_change"; then
    part step_so
    rc=$?
    if [ "$rc" -ne 0 ]; then
      result=changed
      rm -f "$RUN/detail" "$RUN/next" "$RUN/failed"
      part step_change
      rc=$?
    fi
  else
    result=ok
  fi
  if [ "$rc" -eq 0 ]; then
    rm -f "$RUN/failed"
    part step_proof
    rc=$?
  fi
  [ "$rc" -eq 0 ] || result=FAILED
  report_step "$name" "$result"
  [ "$rc" -eq 0 ] || finish "$name"
  done_steps=$((done_steps + 1))
}

report_step() {
  local text=''
  if [ "$2" = FAILED ] && [ -s "$RUN/failed" ]; then
    # A command that nobody expected to fail; what was found before it is not the reason.
    text=$(cat "$RUN/failed")
    printf 'less +G %s\n' "$LOG" >"$RUN/next"
  elif [ -s "$RUN/detail" ]; then
    text=$(cat "$RUN/detail")
  fi
  printf '%2d  %-14s  %-9s  %s\n' "$number" "$1" "$2" "$text" | sed 's/ *$//'
  [ ! -s "$RUN/problems" ] || sed 's/^/      /' "$RUN/problems"
  [ "$2" != FAILED ] || [ ! -s "$RUN/next" ] || printf '                               next: %s\n' "$(cat "$RUN/next")"
}

# The last lines and the exit code. finish FAILED_STEP, or without one when all steps are done.
finish() {
  printf '%d of %d steps done.' "$done_steps" "$total_steps"
  if [ $# -gt 0 ]; then
    printf ' %s is NOT ready: step %s failed.\n' "$NODE" "$1"
    [ ! -s "$RUN/measured" ] || cat "$RUN/measured"
    printf 'Mend it and run this again. Log: %s\n' "$LOG"
    exit 1
  fi
  printf '\n'
  [ ! -s "$RUN/measured" ] || cat "$RUN/measured"
  # What is done stays done when the power goes now.
  sync
  systemctl -q disable "$BOOT_UNIT" 2>/dev/null
  exit 0
}

# Two runs at once would undo each other's work; the second waits.
start() {
  mkdir -p /run/lock
  exec 9>/run/lock/zero-spof-bootstrap
  # What a run that was killed has begun may be at work still: it holds the lock, too.
  flock -n 9 || {
    echo 'found another run; expected one at a time. Waiting: see ps -ef' >&2
    flock -w 900 9
  } || exit
  # Of runs that were killed: nobody else has the lock.
  rm -rf /run/zero-spof.??????
  RUN=$(mktemp -d /run/zero-spof.XXXXXX)
  readonly RUN
  trap 'rm -rf "$RUN"' EXIT
  number=0 done_steps=0
}

# What a run leaves behind that does more than measure.
keep_state() {
  install -d -m 0700 "$STATE"
  (umask 077 && : >>"$LOG")
}
