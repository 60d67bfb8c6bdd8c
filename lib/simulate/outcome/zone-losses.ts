import { REGION, ZONE } from '../../model/nodes';
import type { ZoneLoss } from '../timing/node-loss';
import type { World } from '../world/world';

/** What each zone has lost, as kube-controller-manager divides nodes: by region and zone, and those without as one. */
export function zoneLosses({ model }: World, lost: ReadonlySet<string>): readonly ZoneLoss[] {
  const zones = new Map<string, { lost: number; size: number }>();
  for (const { metadata } of model.nodes.all) {
    const key = `${metadata.labels?.[REGION] ?? ''}/${metadata.labels?.[ZONE] ?? ''}`;
    const zone = zones.get(key) ?? { lost: 0, size: 0 };
    zones.set(key, { lost: zone.lost + (lost.has(metadata.name) ? 1 : 0), size: zone.size + 1 });
  }
  return [...zones.values()];
}
