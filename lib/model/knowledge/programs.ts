import type { Program } from './knowledge';

const argocd = 'argoproj/argo-cd docs/operator-manual/high_availability.md, v3.1';
const certManager = 'cert-manager.io/docs/installation/best-practice, v1.18';
const longhorn = 'longhorn/longhorn v1.11.3: deploy/longhorn.yaml';
const flux = 'fluxcd.io/flux/components, v2.8: --enable-leader-election';
const etcd = 'etcd.io/docs/v3.6/faq: failure tolerance';

const controlLoop = (image: string, source: string, more: Partial<Program> = {}): Program => ({
  image,
  role: 'control-loop',
  source,
  ...more,
});
const quorum = (image: string, source: string): Program => ({ image, role: 'quorum', source });
const datastore = (image: string, source: string): Program => ({ image, role: 'datastore', source });
const ingress = (image: string, source: string, more: Partial<Program> = {}): Program => ({
  image,
  role: 'ingress-controller',
  source,
  ...more,
});

export const programs: readonly Program[] = [
  controlLoop('argoproj/argocd', argocd, { name: 'applicationset-controller' }),
  controlLoop('argoproj/argocd', argocd, { name: 'notifications-controller', single: true }),
  controlLoop('argoproj/argocd', argocd, { name: 'application-controller', sharded: true }),
  controlLoop('jetstack/cert-manager-controller', certManager),
  controlLoop('jetstack/cert-manager-cainjector', certManager),
  controlLoop('fluxcd/source-controller', flux, { electionFlag: '--enable-leader-election', single: true }),
  controlLoop('fluxcd/kustomize-controller', flux, { electionFlag: '--enable-leader-election' }),
  controlLoop('fluxcd/helm-controller', flux, { electionFlag: '--enable-leader-election' }),
  controlLoop('fluxcd/notification-controller', flux, { electionFlag: '--enable-leader-election' }),
  controlLoop('fluxcd/image-reflector-controller', flux, { electionFlag: '--enable-leader-election' }),
  controlLoop('fluxcd/image-automation-controller', flux, { electionFlag: '--enable-leader-election' }),
  controlLoop(
    'controlplaneio-fluxcd/flux-operator',
    'fluxoperator.dev/docs: leader election; its chart has no replicas',
  ),
  controlLoop('external-dns/external-dns', 'kubernetes-sigs/external-dns docs/faq.md: one replica', { single: true }),
  controlLoop('prometheus-operator/prometheus-operator', 'prometheus-operator v0.85: Documentation/getting-started'),
  controlLoop('kube-state-metrics/kube-state-metrics', 'kubernetes/kube-state-metrics README, v2.17: one replica'),
  controlLoop('autoscaling/cluster-autoscaler', 'kubernetes/autoscaler cluster-autoscaler/FAQ.md: leader election'),
  controlLoop('kedacore/keda', 'keda.sh/docs/2.17/operate/cluster: one operator works, the other waits'),
  controlLoop('cloudnative-pg/cloudnative-pg', 'cloudnative-pg.io/documentation/1.30: leader election'),
  controlLoop('rancher/local-path-provisioner', 'rancher/local-path-provisioner README, v0.0.32'),
  controlLoop('csi-provisioner', 'kubernetes-csi/external-provisioner README, v5: --leader-election', {
    electionFlag: '--leader-election',
  }),
  controlLoop('csi-attacher', 'kubernetes-csi/external-attacher README, v4: --leader-election', {
    electionFlag: '--leader-election',
  }),
  controlLoop('csi-resizer', 'kubernetes-csi/external-resizer README, v1: --leader-election', {
    electionFlag: '--leader-election',
  }),
  controlLoop('csi-snapshotter', 'kubernetes-csi/external-snapshotter README, v8: --leader-election', {
    electionFlag: '--leader-election',
  }),
  controlLoop('snapshot-controller', 'kubernetes-csi/external-snapshotter README, v8: --leader-election', {
    electionFlag: '--leader-election',
  }),
  controlLoop('sealed-secrets-controller', 'bitnami-labs/sealed-secrets README, v0.32'),
  controlLoop('external-secrets/external-secrets', 'external-secrets.io, v0.20: --enable-leader-election', {
    electionFlag: '--enable-leader-election',
  }),
  { image: 'longhornio/longhorn-manager', name: 'driver-deployer', role: 'deploy-helper', source: longhorn },
  controlLoop('longhornio/longhorn-manager', longhorn, {
    name: 'longhorn-manager',
    runtimeLabels: ['longhorn.io/admission-webhook', 'longhorn.io/recovery-backend', 'longhorn.io/conversion-webhook'],
  }),
  quorum('etcd', etcd),
  quorum('zookeeper', 'zookeeper.apache.org/doc/r3.9/zookeeperAdmin: 2F+1 machines'),
  quorum('consul', 'developer.hashicorp.com/consul: consensus protocol, deployment table'),
  quorum('vault', 'developer.hashicorp.com/vault: integrated storage (Raft)'),
  quorum('openbao', 'openbao.org/docs/internals/integrated-storage'),
  quorum('rqlite', 'rqlite.io/docs/clustering'),
  quorum('cockroach', 'cockroachlabs.com/docs: replication layer (Raft)'),
  quorum('rabbitmq', 'rabbitmq.com/docs/quorum-queues'),
  quorum('galera', 'galeracluster.com/library: weighted quorum'),
  datastore('postgres', 'postgresql.org/docs/17/high-availability: replication is set up by its users'),
  datastore('postgresql', 'postgresql.org/docs/17/high-availability: replication is set up by its users'),
  datastore('mysql', 'dev.mysql.com/doc/refman/8.4/en/replication'),
  datastore('mariadb', 'mariadb.com/kb: replication overview'),
  datastore('mongo', 'mongodb.com/docs/manual/replication'),
  datastore('redis', 'redis.io/docs: replication'),
  datastore('valkey', 'valkey.io/topics/replication'),
  datastore('elasticsearch', 'elastic.co/docs: resilience in small clusters'),
  datastore('opensearch', 'opensearch.org/docs: creating a cluster'),
  datastore('influxdb', 'docs.influxdata.com/influxdb/v2: open source has one node'),
  datastore('clickhouse-server', 'clickhouse.com/docs: data replication'),
  datastore('cassandra', 'cassandra.apache.org/doc: replication strategy'),
  datastore('minio', 'min.io/docs: erasure coding'),
  datastore('prometheus', 'prometheus.io/docs: local storage is not clustered'),
  datastore('couchdb', 'docs.couchdb.org: cluster set-up'),
  datastore('neo4j', 'neo4j.com/docs/operations-manual: clustering'),
  ingress('metallb/speaker', 'metallb.io/concepts, v0.15: the speaker announces the addresses of Services'),
  ingress('kube-vip/kube-vip', 'kube-vip.io/docs/usage/kubernetes-services, v1.0'),
  controlLoop('metallb/controller', 'metallb.io/concepts, v0.15: the controller gives Services their addresses'),
  ingress('ingress-nginx/controller', 'kubernetes.github.io/ingress-nginx/user-guide/cli-arguments, v1.15.1', {
    drainFlag: '--shutdown-grace-period',
  }),
  ingress('traefik', 'doc.traefik.io/traefik v3: Kubernetes Ingress; entry points, transport.lifeCycle', {
    drainFlag: 'requestAcceptGraceTimeout',
  }),
  ingress('haproxytech/kubernetes-ingress', 'haproxy.com/documentation/kubernetes-ingress'),
  ingress('haproxy-ingress', 'haproxy-ingress.github.io'),
  ingress('kong/kubernetes-ingress-controller', 'developer.konghq.com/kubernetes-ingress-controller'),
  ingress('projectcontour/contour', 'projectcontour.io/docs'),
  ingress('cloudflare/cloudflared', 'developers.cloudflare.com/cloudflare-one: tunnel replicas'),
];
