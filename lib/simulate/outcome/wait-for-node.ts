import { unrelatedNodes } from '../../model/placement/counting-proof';
import type { PlacementProblem } from '../../model/placement/placement-problem';
import { provesRoom, requestsWithPod } from '../capacity/room-after-loss';
import { keep } from '../keep';
import type { Term } from '../timing/duration';
import type { PodGroup } from '../world/pod-groups';
import type { Ground } from './ground';

/** Why no other node may take a pod of lost ones; undefined where one certainly does, or no nodes are known. */
export function waitForNode(group: PodGroup, ground: Ground): Term | undefined {
  const { losses, world } = ground;
  const problem = losses.problemOf(group);
  if (!world.model.nodes.known || 'unclear' in problem) return undefined;
  const requests = requestsWithPod(group.pods.spec);
  // Groups that may go to the same places and ask for as much have the same answer.
  const key = JSON.stringify([losses.numberOf(group), group.need, requests]);
  return keep(ground.waits, key, () => ({ term: findWait(problem, group.need, requests, ground) })).term;
}

function findWait(
  problem: PlacementProblem,
  need: number,
  requests: ReturnType<typeof requestsWithPod>,
  { world, lost, taken }: Ground,
): Term | undefined {
  const wait = (name: string, source: string): Term => ({ name, minSeconds: 0, maxSeconds: null, source });
  const fails = problem.nodes.map((name) => lost.has(name));
  const others = problem.nodes.filter((_, node) => !fails[node] && (problem.capacity[node] ?? 0) > 0);
  if (others.length === 0)
    return wait('a node that may have it is back', 'no other node passes the filters of kube-scheduler');
  if (unrelatedNodes(problem, fails, need) < need)
    return wait('its rules let another node have it', 'pods on lost nodes still count for its affinity and spread');
  const offers = others.map((name) => world.offers.get(name));
  if (provesRoom(requests, offers, taken)) return undefined;
  return wait('a node has room for it', 'what all pods request may fill the nodes that are left');
}
