import type { Manifest } from '../lib/model/manifest';
import type { SchedulerNode } from '../lib/simulate/scheduler/cluster';

const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

/** Nodes of two sizes in five zones; the first three are servers. */
export function manyNodes(count: number): readonly SchedulerNode[] {
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `node-${index}`,
      labels: {
        [HOSTNAME]: `node-${index}`,
        [ZONE]: `zone-${index % 5}`,
        ...(index < 3 ? { 'node-role.kubernetes.io/etcd': 'true' } : {}),
      },
    },
    status: { allocatable: { cpu: index % 2 === 0 ? '64' : '32', memory: '256Gi', pods: '110' } },
  }));
}

/**
 * A Deployment of so many pods: a third spread hard over nodes, a third keep apart, a third have what Kubernetes gives
 * by default; with a Service.
 */
export function manyWorkloads(count: number, replicas: number): readonly Manifest[] {
  return Array.from({ length: count }, (_, index) => {
    const labels = { app: `app-${index}` };
    const term = { topologyKey: HOSTNAME, labelSelector: { matchLabels: labels } };
    const hard = { ...term, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' };
    const soft = { ...hard, topologyKey: ZONE, whenUnsatisfiable: 'ScheduleAnyway' };
    const apart = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    const kinds = [{ topologySpreadConstraints: [hard, soft] }, { affinity: apart }, {}];
    const containers = [{ name: 'app', image: 'app', resources: { requests: { cpu: '100m', memory: '128Mi' } } }];
    const metadata = { name: `app-${index}`, namespace: `team-${index % 10}` };
    return [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata,
        spec: {
          replicas,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers, ...kinds[index % kinds.length] } },
        },
      },
      { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [{ port: 80 }] } },
    ];
  }).flat();
}
