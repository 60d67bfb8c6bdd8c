import type { ClusterSpec } from '../spec/cluster-spec';
import { countOf } from '../spec/draft';

/** `bolabaden: 3 servers, 2 agents, 3 zones, 7 apps`. */
export function describeCluster({ cluster, nodes, apps, charts }: ClusterSpec): string {
  const zones = new Set(nodes.map((n) => n.zone).filter((z) => z !== undefined)).size;
  const agents = nodes.filter((n) => n.role === 'agent').length;
  const absent = nodes.filter((n) => n.absent).length;
  return `${cluster.name}: ${[
    countOf(nodes.length - agents, 'server'),
    ...(agents > 0 ? [countOf(agents, 'agent')] : []),
    ...(absent > 0 ? [`${absent} absent`] : []),
    zones > 0 ? countOf(zones, 'zone') : 'no zones named',
    ...(apps.length > 0 ? [countOf(apps.length, 'app')] : []),
    ...(charts.length > 0 ? [countOf(charts.length, 'chart')] : []),
  ].join(', ')}`;
}
