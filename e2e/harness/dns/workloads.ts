const NAMESPACE = 'dns-test';

const workload = (kind: 'Deployment' | 'StatefulSet', name: string, replicas: number, more: object) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace: NAMESPACE },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image: 'none' }] } },
    ...more,
  },
});

const service = (name: string, app: string, more: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: NAMESPACE },
  spec: { selector: { app }, ports: [{ name: 'http', port: 80 }], ...more },
});

/** What is asked for: a Service and a headless one with three pods, and a StatefulSet of two. */
export const DNS_WORKLOADS = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
  workload('Deployment', 'web', 3, {}),
  service('web', 'web', {}),
  service('web-headless', 'web', { clusterIP: 'None' }),
  workload('StatefulSet', 'sts', 2, { serviceName: 'sts' }),
  service('sts', 'sts', { clusterIP: 'None' }),
];
