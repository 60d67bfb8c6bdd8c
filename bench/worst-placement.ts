import type { Node, TopologySpreadConstraint } from '../lib/model/kubernetes/types';
import { minimalCutSets } from '../lib/model/placement/cut-sets';
import { naiveOutage } from '../lib/model/placement/fixtures/naive-twin';
import type { PodSet } from '../lib/model/placement/pod-set';

/** `node worst-placement.js exact|naive NODES WORKLOADS`: which node and which zone can take all pods of a workload. */
const [how, nodeCount, workloadCount] = process.argv.slice(2);
const ZONE = 'topology.kubernetes.io/zone';
const HOSTNAME = 'kubernetes.io/hostname';
const REPLICAS = how === 'naive' || Number(nodeCount) < 10 ? 3 : 5;

const nodes: Node[] = Array.from({ length: Number(nodeCount) }, (_, i) => ({
  metadata: { name: `n${i}`, labels: { [HOSTNAME]: `n${i}`, [ZONE]: ['a', 'b', 'c'][i % 3] ?? 'a' } },
  status: { allocatable: { cpu: i % 2 === 0 ? 8 : 16, memory: '64Gi', pods: 110 } },
}));

/** Spread over nothing, nodes, zones, or both, by turns. */
const workloads = Array.from({ length: Number(workloadCount) }, (_, i): PodSet => {
  const labels = { app: `app-${i}` };
  const spread = (topologyKey: string): TopologySpreadConstraint => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'DoNotSchedule',
    nodeTaintsPolicy: 'Honor',
    labelSelector: { matchLabels: labels },
  });
  const keys = [[], [HOSTNAME], [ZONE], [HOSTNAME, ZONE]][i % 4] ?? [];
  return {
    namespace: 'shop',
    labels,
    replicas: REPLICAS,
    maxSurge: 1,
    spec: {
      containers: [{ resources: { requests: { cpu: `${100 + (i % 7) * 50}m`, memory: '256Mi' } } }],
      topologySpreadConstraints: keys.map(spread),
    },
  };
});

let outages = 0;
for (const workload of workloads) {
  for (const topologyKey of [HOSTNAME, ZONE]) {
    if (how === 'exact') {
      const { sets, unclear } = minimalCutSets(workload, { nodes }, { order: 1, topologyKey });
      if (unclear.length > 0) throw new Error('A verdict is missing');
      outages += sets.reduce((sum, { alike }) => sum + alike, 0);
      continue;
    }
    for (const value of new Set(nodes.map(({ metadata }) => metadata.labels?.[topologyKey]))) {
      const failed = nodes.filter(({ metadata }) => metadata.labels?.[topologyKey] === value);
      const names = failed.map(({ metadata }) => metadata.name);
      outages += naiveOutage(workload, nodes, names, 1, 'rollouts') ? 1 : 0;
    }
  }
}
console.log(`${outages} nodes and zones can take all pods of a workload`);
