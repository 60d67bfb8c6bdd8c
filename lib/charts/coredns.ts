import { Chart } from 'cdk8s';
import {
  IntOrString,
  KubeClusterRole,
  KubeClusterRoleBinding,
  KubeConfigMap,
  KubeService,
  KubeServiceAccount,
} from '../constructs/kubernetes';
import type { Construct } from 'constructs';
import { NO_SUBSTITUTION } from '../constructs/protection';
import { requests } from '../constructs/resources';
import { SpreadDeployment } from '../constructs/spread-deployment';
import type { ClusterSpec } from '../spec/cluster-spec';
import { dnsAddress, openNodes } from '../spec/topology';
import { CHART_PROPS } from './chart-props';
import { SYSTEM_CRITICAL } from './priorities';

const IMAGE = 'docker.io/coredns/coredns:1.14.7';
const NAMESPACE = 'kube-system';

/** The label that k3s' own Service selects; kept so that either can take over from the other. */
const LABELS = { 'k8s-app': 'kube-dns' } as const;

/**
 * Cluster DNS in place of k3s' packaged copy, which has one replica and no budget. k3s runs with `disable: [coredns]`;
 * names and labels are those of the packaged copy, so that the takeover changes no address.
 *
 * Source: k3s manifests/coredns.yaml (v1.36), coredns/deployment kubernetes/coredns.yaml.sed.
 */
export class CoreDns extends Chart {
  constructor(layer: Construct, spec: ClusterSpec) {
    super(layer, 'coredns', CHART_PROPS);
    const metadata = { name: 'coredns', namespace: NAMESPACE, labels: LABELS };

    new KubeServiceAccount(this, 'account', { metadata });
    new KubeClusterRole(this, 'role', {
      metadata: { name: 'system:coredns', labels: LABELS },
      rules: [
        { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
      ],
    });
    new KubeClusterRoleBinding(this, 'binding', {
      metadata: { name: 'system:coredns', labels: LABELS },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:coredns' },
      subjects: [{ kind: 'ServiceAccount', name: 'coredns', namespace: NAMESPACE }],
    });
    new KubeConfigMap(this, 'corefile', {
      metadata: { ...metadata, annotations: NO_SUBSTITUTION },
      data: { Corefile: corefile(spec.cluster.network.domain) },
    });

    new SpreadDeployment(this, 'coredns', {
      name: 'coredns',
      namespace: NAMESPACE,
      labels: LABELS,
      replicas: spec.dns.replicas,
      nodes: openNodes(spec),
      podSpec: {
        serviceAccountName: 'coredns',
        priorityClassName: SYSTEM_CRITICAL,
        // Its upstream is the resolver of the node; ClusterFirst would make it ask itself.
        dnsPolicy: 'Default',
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        tolerations: [
          { key: 'CriticalAddonsOnly', operator: 'Exists' },
          { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' },
        ],
        containers: [
          {
            name: 'coredns',
            image: IMAGE,
            imagePullPolicy: 'IfNotPresent',
            args: ['-conf', '/etc/coredns/Corefile'],
            resources: requests('100m', '70Mi', '256Mi'),
            ports: [
              { name: 'dns', containerPort: 53, protocol: 'UDP' },
              { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
              { name: 'metrics', containerPort: 9153, protocol: 'TCP' },
            ],
            // Overload is no reason to restart: /health fails only when the process hangs.
            livenessProbe: {
              httpGet: { path: '/health', port: IntOrString.fromNumber(8080) },
              initialDelaySeconds: 60,
              periodSeconds: 10,
              timeoutSeconds: 5,
              failureThreshold: 5,
            },
            readinessProbe: {
              httpGet: { path: '/ready', port: IntOrString.fromNumber(8181) },
              periodSeconds: 2,
              timeoutSeconds: 1,
              failureThreshold: 3,
            },
            securityContext: {
              allowPrivilegeEscalation: false,
              capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
              readOnlyRootFilesystem: true,
              seccompProfile: { type: 'RuntimeDefault' },
            },
            volumeMounts: [
              { name: 'config', mountPath: '/etc/coredns', readOnly: true },
              { name: 'custom', mountPath: '/etc/coredns/custom', readOnly: true },
            ],
          },
        ],
        volumes: [
          { name: 'config', configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] } },
          { name: 'custom', configMap: { name: 'coredns-custom', optional: true } },
        ],
      },
    });

    new KubeService(this, 'service', {
      metadata: {
        name: 'kube-dns',
        namespace: NAMESPACE,
        labels: { ...LABELS, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' },
        annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
      },
      spec: {
        clusterIp: dnsAddress(spec),
        selector: LABELS,
        ports: [
          { name: 'dns', port: 53, targetPort: IntOrString.fromString('dns'), protocol: 'UDP' },
          { name: 'dns-tcp', port: 53, targetPort: IntOrString.fromString('dns-tcp'), protocol: 'TCP' },
          { name: 'metrics', port: 9153, targetPort: IntOrString.fromString('metrics'), protocol: 'TCP' },
        ],
      },
    });
  }
}

/**
 * `lameduck` keeps a stopping server answering while endpoints are being updated. `ready` fails until the kubernetes
 * plugin has synced once, and then no more: DNS goes on while the API server is away. `serve_stale` answers from the
 * cache while an upstream does not; it asks first (`verify`), or the first answer after a failure would be that failure,
 * kept for an hour: negative answers become stale as others do (CoreDNS 1.14.7, plugin/cache/handler.go).
 */
function corefile(domain: string): string {
  return `.:53 {
    errors
    health {
        lameduck 5s
    }
    ready
    kubernetes ${domain} in-addr.arpa ip6.arpa {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
        ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
        max_concurrent 1000
    }
    cache 30 {
        serve_stale 1h verify 500ms
    }
    loop
    reload
    loadbalance
    import /etc/coredns/custom/*.override
}
import /etc/coredns/custom/*.server
`;
}
