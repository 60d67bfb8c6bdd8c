import { printYaml } from '../../lib/model/print-yaml';
import type { ClusterSpec } from '../../lib/spec/cluster-spec';
import { dnsAddress } from '../../lib/spec/topology';
import { serverAddresses, serverNames } from '../node-plan';
import { etcdTiming } from './etcd-timing';

/** Pods that bring no toleration of their own leave a dead node after this time; Kubernetes' default is 300. */
export const LEAVE_DEAD_NODE_SECONDS = 30;

/**
 * `/etc/rancher/k3s/config.yaml` of every server, byte for byte the same: k3s refuses a server that differs in one of
 * the critical values, and those that it does not compare would differ silently.
 *
 * Source: docs.k3s.io/cli/server, "Critical Configuration Values" (2026).
 */
export function sharedServerConfig(spec: ClusterSpec): string {
  return printYaml({
    'token-file': '/etc/rancher/k3s/token',
    'agent-token-file': '/etc/rancher/k3s/agent-token',
    'write-kubeconfig-mode': '0600',
    ...critical(spec),
    'tls-san': [...serverNames(spec), ...hostsOf(spec), ...serverAddresses(spec)],
    'kube-apiserver-arg': [
      // Without it one metrics-server of two takes all requests.
      'enable-aggregator-routing=true',
      `default-not-ready-toleration-seconds=${LEAVE_DEAD_NODE_SECONDS}`,
      `default-unreachable-toleration-seconds=${LEAVE_DEAD_NODE_SECONDS}`,
      'admission-control-config-file=/etc/rancher/k3s/admission.yaml',
      'audit-policy-file=/etc/rancher/k3s/audit-policy.yaml',
      'audit-log-path=/var/lib/rancher/k3s/server/logs/audit.log',
      'audit-log-maxage=30',
      'audit-log-maxbackup=5',
      'audit-log-maxsize=100',
    ],
    ...datastore(spec),
    ...onEveryNode,
  });
}

/** `config.yaml` of an agent. */
export function agentConfig(): string {
  return printYaml({ 'token-file': '/etc/rancher/k3s/agent-token', ...onEveryNode });
}

const onEveryNode = {
  'flannel-iface': 'tailscale0',
  // With MagicDNS the resolver of the host is 100.100.100.100, which pods cannot use.
  'resolv-conf': '/etc/rancher/k3s/resolv.conf',
  'protect-kernel-defaults': true,
} as const;

function critical(spec: ClusterSpec): Record<string, unknown> {
  const { podCidr, serviceCidr, domain } = spec.cluster.network;
  return {
    disable: [
      'coredns',
      'local-storage',
      'metrics-server',
      ...(spec.ingress.exposure === 'serviceLB' ? [] : ['servicelb']),
      'traefik',
    ],
    'cluster-cidr': podCidr,
    'service-cidr': serviceCidr,
    'cluster-dns': dnsAddress(spec),
    'cluster-domain': domain,
    // Over the tailnet, which encrypts: wireguard-native would encrypt twice.
    'flannel-backend': 'vxlan',
    'secrets-encryption': spec.cluster.secretsEncryption,
  };
}

function datastore(spec: ClusterSpec): Record<string, unknown> {
  const { datastore: store } = spec.cluster;
  if (store !== 'embedded') {
    return {
      'datastore-endpoint': store.endpoints.join(','),
      'datastore-cafile': store.caFile,
      'datastore-certfile': store.certFile,
      'datastore-keyfile': store.keyFile,
    };
  }
  const { schedule, retention, s3Secret } = spec.etcdSnapshots;
  return {
    'etcd-expose-metrics': true,
    'etcd-snapshot-schedule-cron': schedule,
    'etcd-snapshot-retention': retention,
    // Any other S3 key would make k3s ignore the Secret.
    ...(s3Secret === undefined ? {} : { 'etcd-s3': true, 'etcd-s3-config-secret': s3Secret }),
    ...etcdTiming(spec.cluster.maxRoundTripMs).config,
  };
}

function hostsOf(spec: ClusterSpec): string[] {
  return spec.nodes
    .filter((n) => n.role === 'server' && n.host !== undefined)
    .map((n) => n.host ?? '')
    .sort();
}
