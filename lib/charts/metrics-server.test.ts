import { MetricsServer } from './metrics-server';
import { fiveNodes, findObject, inLayer, objectsOf } from './testing';

const chart = inLayer((layer) => new MetricsServer(layer, fiveNodes()));

describe('metrics-server', () => {
  it('runs twice on different nodes, and no rollout or drain takes both', () => {
    expect(findObject(chart, 'Deployment', 'metrics-server')).toMatchObject({
      spec: {
        replicas: 2,
        strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        template: {
          spec: {
            priorityClassName: 'system-cluster-critical',
            topologySpreadConstraints: [
              {
                topologyKey: 'kubernetes.io/hostname',
                maxSkew: 1,
                minDomains: 2,
                whenUnsatisfiable: 'DoNotSchedule',
                nodeTaintsPolicy: 'Honor',
                labelSelector: { matchLabels: { 'k8s-app': 'metrics-server' } },
              },
            ],
          },
        },
      },
    });
    expect(findObject(chart, 'PodDisruptionBudget', 'metrics-server')).toMatchObject({
      spec: {
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: { 'k8s-app': 'metrics-server' } },
      },
    });
  });

  it('leaves a dead node after 30 s', () => {
    expect(findObject(chart, 'Deployment', 'metrics-server')).toHaveProperty(
      'spec.template.spec.tolerations',
      expect.arrayContaining([
        { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 },
        { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 },
      ]),
    );
  });

  it('is asked for its health by different questions', () => {
    expect(findObject(chart, 'Deployment', 'metrics-server')).toHaveProperty(
      'spec.template.spec.containers.0',
      expect.objectContaining({
        readinessProbe: expect.objectContaining({ httpGet: { path: '/readyz', port: 'https', scheme: 'HTTPS' } }),
        livenessProbe: expect.objectContaining({ httpGet: { path: '/livez', port: 'https', scheme: 'HTTPS' } }),
      }),
    );
  });

  it('serves the metrics API through its Service', () => {
    expect(findObject(chart, 'APIService', 'v1beta1.metrics.k8s.io')).toMatchObject({
      spec: {
        group: 'metrics.k8s.io',
        version: 'v1beta1',
        service: { name: 'metrics-server', namespace: 'kube-system', port: 443 },
      },
    });
    expect(findObject(chart, 'Service', 'metrics-server')).toMatchObject({
      spec: { selector: { 'k8s-app': 'metrics-server' }, ports: [{ port: 443, targetPort: 'https' }] },
    });
  });

  it('passes the restricted level of Pod Security', () => {
    expect(findObject(chart, 'Deployment', 'metrics-server')).toHaveProperty(
      'spec.template.spec.containers.0.securityContext',
      {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    );
  });

  it('binds every role that it needs, each of which exists', () => {
    const bindings = objectsOf(chart).filter((o) => o.kind.endsWith('RoleBinding'));
    expect(bindings.map((b) => [b.kind, (b['roleRef'] as { name: string }).name])).toEqual([
      ['ClusterRoleBinding', 'system:metrics-server'],
      ['ClusterRoleBinding', 'system:auth-delegator'],
      ['RoleBinding', 'extension-apiserver-authentication-reader'],
    ]);
    expect(findObject(chart, 'ClusterRole', 'system:metrics-server')).toHaveProperty('rules', [
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
      { apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] },
    ]);
  });
});
