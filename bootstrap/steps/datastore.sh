# shellcheck shell=bash
# The etcd that stands by itself: this server's certificate for it, until when that is good, and whether a majority answers.

datastore_certificate_lasts() { openssl x509 -in "$ETCD_CERT" -noout -checkend $(($1 * 86400)) >/dev/null; } # DAYS
datastore_certificate_end() { openssl x509 -in "$ETCD_CERT" -noout -enddate | cut -d = -f 2; }

datastore_answers() {
  local url count=0 all=0 silent=''
  for url in $ENDPOINTS; do
    all=$((all + 1))
    case $(curl -fsS -m 5 --cacert "$ETCD_CA" --cert "$ETCD_CERT" --key "$ETCD_KEY" "$url/health") in
      *'"health":"true"'*) count=$((count + 1)) ;;
      *) silent="$silent $url" ;;
    esac
  done
  detail "$count of $all endpoints healthy${silent:+; not$silent}"
  [ "$count" -gt $((all / 2)) ]
}

datastore_is_whole() { datastore_answers && ! grep -q '; not' "$RUN/detail"; }

datastore_proof() {
  [ -s "$ETCD_CERT" ] || fail "$ETCD_CERT is missing" "put it there, or let bootstrap make it: zero-spof bootstrap --etcd"
  datastore_certificate_lasts 0 || fail "$ETCD_CERT ended $(datastore_certificate_end)" 'make another from the authority of etcd'
  # Made by hand: nobody else reminds of it.
  has datastore_change || datastore_certificate_lasts 60 ||
    printf 'note: %s ends %s; without another one this server stops then\n' "$ETCD_CERT" "$(datastore_certificate_end)" >>"$RUN/problems"
  printf 'Certificate for etcd until %s.\n' "$(datastore_certificate_end)" >>"$RUN/measured"
  # A member that is late, such as behind a firewall that was just loaded, is waited for; a majority is enough.
  until_true 10 datastore_is_whole || until_true 60 datastore_answers || fail "$(cat "$RUN/detail")" 'start the others: systemctl status zero-spof-etcd; docs/etcd.md'
}
