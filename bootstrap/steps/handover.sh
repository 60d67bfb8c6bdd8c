# shellcheck shell=bash
# Secrets for the cluster itself, given once: each is a manifest NAMESPACE.NAME, which is deleted as soon as the Secret is
# there. One that is there already stays as it is.

readonly HANDOVER=$STATE/handover

handover_left() { ls "$HANDOVER" 2>/dev/null || true; }

handover_check() {
  local name
  for name in $(handover_left); do
    ! kube -n "${name%%.*}" get secret "${name#*.}" || rm "$HANDOVER/$name"
  done
  [ -z "$(handover_left)" ]
}

# No field that somebody else has set is taken over.
handover_apply() { handover_check || { cat "$HANDOVER"/* | kube apply --server-side -f - && handover_check; }; }

handover_change() {
  detail "$(handover_left | paste -sd ' ')"
  until_true 60 handover_apply || fail "not taken by the cluster: $(handover_left | paste -sd ' ')" "less +G $LOG"
}
