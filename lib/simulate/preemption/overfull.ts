import type { PlacementProblem } from '../../model/placement/placement-problem';
import type { Unclear } from '../../model/placement/read-constraints';
import { requestsWithPod } from '../capacity/room-after-loss';
import type { PodGroup } from '../world/pod-groups';
import type { World } from '../world/world';

/** Nodes that may have pods of a group, and how many of them at rest; all nodes where that is not known. */
export function mostByNode(
  group: PodGroup,
  problem: PlacementProblem | Unclear,
  { model }: World,
): ReadonlyMap<string, number> {
  const { replicas, most: scaled } = group;
  if ('unclear' in problem) return new Map(model.nodes.all.map(({ metadata }) => [metadata.name, scaled]));
  const alone = problem.antiAffinities;
  return new Map(
    problem.nodes.flatMap((name, node) => {
      const capacity = problem.capacity[node] ?? 0;
      // Room for all that the problem has may be room for more.
      const room = scaled > replicas && capacity >= replicas ? scaled : Math.min(replicas, capacity);
      const most = alone.some(({ domains }) => (domains[node] ?? -1) >= 0) ? Math.min(1, room) : room;
      return most > 0 ? [[name, most] as const] : [];
    }),
  );
}

/** For each node the resources of which all pods that it may have could ask for more than it offers. */
export function overfull(
  world: World,
  mostOf: (group: PodGroup) => ReadonlyMap<string, number>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const asked = new Map<string, Map<string, number>>();
  for (const group of world.occupants) {
    const requests = Object.entries(requestsWithPod(group.pods.spec));
    for (const [node, most] of mostOf(group)) {
      const of = asked.get(node) ?? new Map<string, number>();
      asked.set(node, of);
      for (const [name, amount] of requests) of.set(name, (of.get(name) ?? 0) + amount * most);
    }
  }
  return new Map(
    [...asked].map(([node, of]) => {
      const offer = world.offers.get(node);
      return [node, new Set([...of].flatMap(([name, sum]) => (sum > (offer?.[name] ?? Infinity) ? [name] : [])))];
    }),
  );
}
