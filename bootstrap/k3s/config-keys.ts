/**
 * Configuration keys that k3s takes, by who takes them: flags without their dashes. k3s does not start with a key that it
 * does not know.
 *
 * Source: k3s-io/k3s pkg/cli/cmds (server.go, agent.go, log.go) and its documentation, releases of 2026.
 */
const SERVER_ONLY = `
  advertise-address advertise-port agent-token agent-token-file apiserver-bind-address apiserver-port cluster-cidr
  cluster-dns cluster-domain cluster-init cluster-reset cluster-reset-restore-path datastore-cafile
  datastore-certfile datastore-endpoint datastore-keyfile default-local-storage-path disable disable-agent
  disable-apiserver disable-cloud-controller disable-controller-manager disable-etcd disable-helm-controller
  disable-kube-proxy disable-network-policy disable-scheduler egress-selector-mode embedded-registry etcd-arg
  etcd-disable-snapshots etcd-expose-metrics etcd-s3 etcd-s3-access-key etcd-s3-bucket etcd-s3-bucket-lookup-type
  etcd-s3-config-secret etcd-s3-endpoint etcd-s3-endpoint-ca etcd-s3-folder etcd-s3-insecure etcd-s3-proxy
  etcd-s3-region etcd-s3-retention etcd-s3-secret-key etcd-s3-session-token etcd-s3-skip-ssl-verify etcd-s3-timeout
  etcd-snapshot-compress etcd-snapshot-dir etcd-snapshot-name etcd-snapshot-reconcile-interval
  etcd-snapshot-retention etcd-snapshot-schedule-cron flannel-backend flannel-external-ip flannel-ipv6-masq
  helm-controller-arg helm-job-image https-listen-port kine-tls kube-apiserver-arg kube-cloud-controller-manager-arg
  kube-controller-manager-arg kube-scheduler-arg secrets-encryption secrets-encryption-provider service-cidr
  service-node-port-range servicelb-namespace supervisor-metrics supervisor-port system-default-registry tls-san
  tls-san-security write-kubeconfig write-kubeconfig-group write-kubeconfig-mode
`;
const AGENT_ONLY = 'disable-apiserver-lb';
const BOTH = `
  airgap-extra-registry alsologtostderr bind-address container-runtime-endpoint data-dir debug default-runtime
  disable-default-registry-endpoint docker enable-pprof flannel-cni-conf flannel-conf flannel-iface
  image-credential-provider-bin-dir image-credential-provider-config image-service-endpoint kube-proxy-arg
  kubelet-arg lb-server-port log node-external-dns node-external-ip node-internal-dns node-ip node-label node-name
  node-taint nonroot-devices pause-image prefer-bundled-bin private-registry protect-kernel-defaults resolv-conf
  rootless selinux server snapshotter token token-file v vmodule vpn-auth vpn-auth-file with-node-id
`;

const words = (text: string): string[] => text.trim().split(/\s+/);

const KEYS = {
  server: new Set([...words(BOTH), ...words(SERVER_ONLY)]),
  agent: new Set([...words(BOTH), ...words(AGENT_ONLY)]),
} as const;

/** Every key that `k3s server` or `k3s agent` takes. */
export function k3sKeys(role: 'server' | 'agent'): readonly string[] {
  return [...KEYS[role]];
}

/**
 * @returns those keys of a config.yaml that `k3s server` or `k3s agent` would refuse; `key+` appends to `key`
 */
export function unknownK3sKeys(role: 'server' | 'agent', keys: readonly string[]): string[] {
  return keys.filter((key) => !KEYS[role].has(key.replace(/\+$/, '')));
}
