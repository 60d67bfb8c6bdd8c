# k3s moves the data out of SQLite at its first start with etcd, and renames the file when all is moved. A start that was
# cut off in between leaves an etcd that k3s would take as it is, with the objects that it has until then.
db=/var/lib/rancher/k3s/server/db
if [ "$(cat /var/lib/zero-spof/convert 2>/dev/null)" = sqlite ] && [ -f "$db/state.db" ] && [ -d "$db/etcd" ]; then
  mv -T "$db/etcd" "$db/etcd-unfinished-$(date -u +%Y%m%dT%H%M%S.%NZ)"
fi
