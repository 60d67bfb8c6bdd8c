import type { TopologySpreadConstraint } from './kubernetes';
import type { NodeSpec } from '../spec/cluster-spec';
import { judgeZoneSpread } from './zone-spread';

/** Labels by which a workload selects its own pods. */
export type PodLabels = Readonly<Record<string, string>>;

export interface TopologySpreadProps {
  readonly replicas: number;
  /** Nodes that may run the pods. */
  readonly nodes: readonly NodeSpec[];
  readonly labels: PodLabels;
}

/**
 * The spread of a Deployment: hard over nodes, over zones as strictly as their number permits.
 *
 * - `nodeTaintsPolicy: Honor`: a dead node is tainted, and must not count as an empty domain, or the lost replica
 *   stays Pending (the default is Ignore).
 * - `minDomains`: while few nodes are up the pods do not pile up on them. Pods are never rebalanced, so a pile would
 *   stay when the other nodes come. One below the number of nodes, so that all replicas run with one node away.
 * - `matchLabelKeys: pod-template-hash`: each revision is spread by itself, so that a rollout needs no free node and
 *   its end is as even as its beginning.
 *
 * Source: https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints (v1.36).
 */
export function spreadOverTopology({ replicas, nodes, labels }: TopologySpreadProps): TopologySpreadConstraint[] {
  const constraint = (topologyKey: string): TopologySpreadConstraint => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'DoNotSchedule',
    labelSelector: { matchLabels: labels },
    matchLabelKeys: ['pod-template-hash'],
    nodeTaintsPolicy: 'Honor',
  });
  const overNodes = {
    ...constraint('kubernetes.io/hostname'),
    minDomains: Math.max(2, Math.min(replicas, nodes.length - 1)),
  };
  const overZones = constraint('topology.kubernetes.io/zone');
  const zones = new Set(nodes.map((n) => n.zone)).size;
  switch (judgeZoneSpread(nodes, replicas)) {
    case 'none':
      return [overNodes];
    case 'soft':
      return [overNodes, { ...overZones, whenUnsatisfiable: 'ScheduleAnyway' }];
    case 'hard':
      return [overNodes, zones > 2 ? { ...overZones, minDomains: 2 } : overZones];
  }
}
