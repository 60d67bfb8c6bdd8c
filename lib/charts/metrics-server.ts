import { Chart } from 'cdk8s';
import {
  IntOrString,
  KubeApiService,
  KubeClusterRole,
  KubeClusterRoleBinding,
  KubeRoleBinding,
  KubeService,
  KubeServiceAccount,
} from '../constructs/kubernetes';
import type { Construct } from 'constructs';
import { requests } from '../constructs/resources';
import { restrictedContainer } from '../constructs/secure-container';
import { SpreadDeployment } from '../constructs/spread-deployment';
import type { ClusterSpec } from '../spec/cluster-spec';
import { openNodes } from '../spec/topology';
import { CHART_PROPS } from './chart-props';
import { SYSTEM_CRITICAL } from './priorities';

const IMAGE = 'registry.k8s.io/metrics-server/metrics-server:v0.8.1';
const NAME = 'metrics-server';
const NAMESPACE = 'kube-system';
const LABELS = { 'k8s-app': NAME } as const;
const ROLE_API = 'rbac.authorization.k8s.io';

/**
 * The metrics API (`kubectl top`, autoscalers) in place of k3s' packaged copy, which has one replica and no budget;
 * k3s runs with `disable: [metrics-server]`. API servers reach one replica or the other only with aggregator routing
 * (`enable-aggregator-routing`, an argument of k3s' servers); without it they hold on to one connection.
 *
 * Source: kubernetes-sigs/metrics-server v0.8.1, manifests/base and manifests/components/high-availability.
 */
export class MetricsServer extends Chart {
  constructor(layer: Construct, spec: ClusterSpec) {
    super(layer, NAME, CHART_PROPS);
    const metadata = { name: NAME, namespace: NAMESPACE, labels: LABELS };

    this.addAccount();
    new SpreadDeployment(this, 'server', {
      name: NAME,
      namespace: NAMESPACE,
      labels: LABELS,
      replicas: spec.metricsServer.replicas,
      nodes: openNodes(spec),
      podSpec: {
        serviceAccountName: NAME,
        priorityClassName: SYSTEM_CRITICAL,
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        tolerations: [
          { key: 'CriticalAddonsOnly', operator: 'Exists' },
          { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' },
        ],
        containers: [
          {
            name: NAME,
            image: IMAGE,
            imagePullPolicy: 'IfNotPresent',
            args: [
              '--cert-dir=/tmp',
              '--secure-port=10250',
              // Kubelets listen on the tailnet; their names need not resolve.
              '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
              '--kubelet-use-node-status-port',
              '--metric-resolution=15s',
            ],
            resources: requests('100m', '200Mi', '1Gi'),
            ports: [{ name: 'https', containerPort: 10250, protocol: 'TCP' }],
            livenessProbe: {
              httpGet: { path: '/livez', port: IntOrString.fromString('https'), scheme: 'HTTPS' },
              periodSeconds: 10,
              failureThreshold: 3,
            },
            readinessProbe: {
              httpGet: { path: '/readyz', port: IntOrString.fromString('https'), scheme: 'HTTPS' },
              // Two scrapes make the first rate: ready not before.
              initialDelaySeconds: 20,
              periodSeconds: 10,
              failureThreshold: 3,
            },
            securityContext: { ...restrictedContainer, runAsUser: 1000 },
            volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
          },
        ],
        volumes: [{ name: 'tmp', emptyDir: {} }],
      },
    });

    new KubeService(this, 'service', {
      metadata,
      spec: {
        selector: LABELS,
        ports: [
          {
            name: 'https',
            port: 443,
            protocol: 'TCP',
            targetPort: IntOrString.fromString('https'),
            appProtocol: 'https',
          },
        ],
      },
    });
    new KubeApiService(this, 'api', {
      metadata: { name: 'v1beta1.metrics.k8s.io', labels: LABELS },
      spec: {
        service: { name: NAME, namespace: NAMESPACE, port: 443 },
        group: 'metrics.k8s.io',
        version: 'v1beta1',
        // Each replica signs a certificate of its own at every start, so that there is none to check against.
        insecureSkipTlsVerify: true,
        groupPriorityMinimum: 100,
        versionPriority: 100,
      },
    });
  }

  private addAccount(): void {
    new KubeServiceAccount(this, 'account', { metadata: { name: NAME, namespace: NAMESPACE, labels: LABELS } });
    const subjects = [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }];

    new KubeClusterRole(this, 'role', {
      metadata: { name: 'system:metrics-server', labels: LABELS },
      rules: [
        { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
        { apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] },
      ],
    });
    new KubeClusterRoleBinding(this, 'binding', {
      metadata: { name: 'system:metrics-server', labels: LABELS },
      roleRef: { apiGroup: ROLE_API, kind: 'ClusterRole', name: 'system:metrics-server' },
      subjects,
    });

    // An aggregated API asks the API server who its callers are, and what they may do.
    new KubeClusterRoleBinding(this, 'auth-delegator', {
      metadata: { name: 'metrics-server:system:auth-delegator', labels: LABELS },
      roleRef: { apiGroup: ROLE_API, kind: 'ClusterRole', name: 'system:auth-delegator' },
      subjects,
    });
    new KubeRoleBinding(this, 'auth-reader', {
      metadata: { name: 'metrics-server-auth-reader', namespace: NAMESPACE, labels: LABELS },
      roleRef: { apiGroup: ROLE_API, kind: 'Role', name: 'extension-apiserver-authentication-reader' },
      subjects,
    });

    // Whoever may view a namespace may see what its pods use.
    new KubeClusterRole(this, 'reader', {
      metadata: {
        name: 'system:aggregated-metrics-reader',
        labels: {
          ...LABELS,
          [`${ROLE_API}/aggregate-to-view`]: 'true',
          [`${ROLE_API}/aggregate-to-edit`]: 'true',
          [`${ROLE_API}/aggregate-to-admin`]: 'true',
        },
      },
      rules: [{ apiGroups: ['metrics.k8s.io'], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] }],
    });
  }
}
