import type { NodeSpec } from '../spec/cluster-spec';
import { byZone } from '../spec/topology';

/** none: one zone, or unknown ones. soft: preferred. hard: required of the scheduler. */
export type ZoneSpread = 'none' | 'soft' | 'hard';

/**
 * How strictly pods can be spread over zones without any of them ever staying Pending for it.
 *
 * Hard only where all replicas fit with every node up and with any one node away, on top of a hard spread over nodes.
 * Both constraints have a skew of 1, so the scheduler fills zones, and nodes, level by level: once the smallest zone
 * is full at m pods, the others can take one more each, and then nothing fits any more.
 *
 * Source: PodTopologySpread filter of kube-scheduler (pkg/scheduler/framework/plugins/podtopologyspread, v1.36): a node
 * qualifies when `matchNum + 1 - minMatchNum <= maxSkew` for each constraint.
 */
export function judgeZoneSpread(nodes: readonly NodeSpec[], replicas: number): ZoneSpread {
  const sizes = [...byZone(nodes).values()].map((members) => members.length);
  if (sizes.length < 2 || nodes.some((n) => n.zone === undefined)) return 'none';
  const oneNodeAway = sizes.map((size, i) => sizes.map((s, j) => (i === j ? size - 1 : s)).filter((s) => s > 0));
  return [sizes, ...oneNodeAway].every((zones) => fits(zones, replicas)) ? 'hard' : 'soft';
}

function fits(zoneSizes: readonly number[], replicas: number): boolean {
  const nodes = zoneSizes.reduce((sum, size) => sum + size, 0);
  const level = Math.min(...zoneSizes) + 1;
  if (replicas <= nodes) return replicas <= zoneSizes.reduce((sum, size) => sum + Math.min(size, level), 0);
  // One replica more than nodes: every node is taken once, and the rest goes to a smallest zone.
  return replicas === nodes + 1 && zoneSizes.every((size) => size <= level);
}
