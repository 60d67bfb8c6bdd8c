import type { Certificate } from './certificates';

/** What every etcd of the tests has: TLS with client certificates, and no waiting for the disk, which is not measured. */
export function etcdFlags({
  name,
  dataFolder,
  authority,
  serving,
}: {
  readonly name: string;
  readonly dataFolder: string;
  readonly authority: Certificate;
  readonly serving: Certificate;
}): readonly string[] {
  return [
    ...[`--name=${name}`, `--data-dir=${dataFolder}`, '--unsafe-no-fsync', '--log-level=warn'],
    ...[`--cert-file=${serving.cert}`, `--key-file=${serving.key}`],
    ...[`--trusted-ca-file=${authority.cert}`, '--client-cert-auth'],
  ];
}

/** What every kube-apiserver of the tests has, beside where it listens and how it is reached. */
export function apiServerFlags({
  etcdUrls,
  etcdAuthority,
  etcdClient,
  authority,
  serving,
  serviceAccounts,
  serviceCidr,
  certificateFolder,
}: {
  readonly etcdUrls: readonly string[];
  readonly etcdAuthority: Certificate;
  readonly etcdClient: Certificate;
  readonly authority: Certificate;
  readonly serving: Certificate;
  /** File of the key that signs ServiceAccount tokens. */
  readonly serviceAccounts: string;
  readonly serviceCidr: string;
  /** For what it makes itself. */
  readonly certificateFolder: string;
}): readonly string[] {
  return [
    ...[`--etcd-servers=${etcdUrls.join(',')}`, `--etcd-cafile=${etcdAuthority.cert}`],
    ...[`--etcd-certfile=${etcdClient.cert}`, `--etcd-keyfile=${etcdClient.key}`],
    ...[`--service-cluster-ip-range=${serviceCidr}`, `--cert-dir=${certificateFolder}`],
    ...[`--tls-cert-file=${serving.cert}`, `--tls-private-key-file=${serving.key}`],
    `--client-ca-file=${authority.cert}`,
    ...['--authorization-mode=Node,RBAC', '--enable-admission-plugins=NodeRestriction', '--allow-privileged=true'],
    ...['--service-account-issuer=https://kubernetes.default.svc.cluster.local'],
    ...[`--service-account-key-file=${serviceAccounts}`, `--service-account-signing-key-file=${serviceAccounts}`],
  ];
}

/** What every kube-scheduler and kube-controller-manager of the tests has. */
export function controllerFlags({
  kubeconfig,
  port,
  certificateFolder,
}: {
  readonly kubeconfig: string;
  readonly port: number;
  readonly certificateFolder: string;
}): readonly string[] {
  return [
    ...[`--kubeconfig=${kubeconfig}`, '--bind-address=127.0.0.1', `--secure-port=${port}`],
    `--cert-dir=${certificateFolder}`,
  ];
}

/** Beside {@link controllerFlags}, of every kube-controller-manager. */
export function controllerManagerFlags({
  authority,
  serviceAccounts,
  nodeMonitorPeriodMs,
  nodeMonitorGraceMs,
}: {
  readonly authority: Certificate;
  readonly serviceAccounts: string;
  readonly nodeMonitorPeriodMs: number;
  readonly nodeMonitorGraceMs: number;
}): readonly string[] {
  return [
    ...['--use-service-account-credentials', `--service-account-private-key-file=${serviceAccounts}`],
    `--root-ca-file=${authority.cert}`,
    ...[`--node-monitor-period=${nodeMonitorPeriodMs}ms`, `--node-monitor-grace-period=${nodeMonitorGraceMs}ms`],
  ];
}
