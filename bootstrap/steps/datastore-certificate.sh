# shellcheck shell=bash
# Made here, by the key of etcd's authority, and renewed by a timer.

# Renewed 60 days before its end; half of that means that it is not.
datastore_check() { [ -s "$ETCD_CERT" ] && datastore_certificate_lasts 30 && systemctl -q is-enabled zero-spof-k3s-etcd-certificate.timer; }

datastore_change() {
  systemctl daemon-reload
  systemctl start zero-spof-k3s-etcd-certificate || fail 'no certificate' 'journalctl -u zero-spof-k3s-etcd-certificate'
  systemctl enable --now zero-spof-k3s-etcd-certificate.timer
}
