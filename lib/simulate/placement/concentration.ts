import { minimalCutSets } from '../../model/placement/cut-sets';
import { referenceTo } from '../../model/object-reference';
import { explainUnclear } from '../explain-unclear';
import type { PodGroup } from '../world/pod-groups';
import { surroundingsOf, type World } from '../world/world';
import type { Concentration } from './placement-result';

/** Beyond so many nodes it is enough to know that there are more. */
const MOST_NODES = 3;

/** The fewest nodes that all pods of a group can be on together, with a legal placement on them. */
export function concentrationOf(group: PodGroup, world: World): Concentration {
  const base = { object: referenceTo(group.object), part: group.part ?? null, replicas: group.replicas };
  const tell = (unclear: string): Concentration => ({ ...base, fewestNodes: null, witness: {}, unclear });
  if (!world.model.nodes.known) return tell(explainUnclear('unknown-nodes'));
  if (group.asksForUnknownNodes) return tell(explainUnclear('unknown-nodes'));
  const most = Math.min(group.replicas, MOST_NODES);
  for (let order = 0; order <= most; order++) {
    const { sets, unclear } = minimalCutSets(group.pods, surroundingsOf(world, group), { order });
    const [found] = sets;
    if (found) {
      const placed = found.loss.witness.placement.map(({ node, pods }) => [node, pods] as const);
      return { ...base, fewestNodes: order, witness: Object.fromEntries(placed), unclear: null };
    }
    const [doubt] = unclear;
    if (doubt) return tell(explainUnclear(doubt.reason));
  }
  return { ...base, fewestNodes: most + (most < group.replicas ? 1 : 0), witness: {}, unclear: null };
}
