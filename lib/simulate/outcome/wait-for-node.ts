import { hostPortsOf } from '../../model/kubernetes/host-ports';
import { closing, findsRoom, mayGoSomewhere } from '../capacity/finds-room';
import { requestsWithPod } from '../capacity/room-after-loss';
import { keep } from '../keep';
import type { Term } from '../timing/duration';
import type { PodGroup } from '../world/pod-groups';
import type { Ground } from './ground';
import { graceSeconds } from './move-terms';

/** What pods of lost nodes wait for before another node takes them; nothing where one certainly does. */
export function waitForNode(group: PodGroup, ground: Ground): readonly Term[] {
  const { losses, world, waits } = ground;
  const problem = losses.problemOf(group);
  if (group.asksForUnknownNodes)
    return [
      {
        name: 'a node that may have it is there',
        minSeconds: 0,
        maxSeconds: null,
        source: 'which nodes it asks for cannot be told: nobody said which labels nodes have',
      },
    ];
  if (!world.model.nodes.known || 'unclear' in problem) return [];
  const { need, priority, preempts } = group;
  // Groups that may go to the same places, ask for as much and may evict the same have the same answer.
  const key = JSON.stringify([
    ...[losses.numberOf(group), need, priority, preempts],
    ...[requestsWithPod(group.pods.spec), hostPortsOf(group.pods.spec).length],
  ]);
  return keep(waits, key, () => findWait(group, problem, ground));
}

function findWait(
  { pods: { spec }, need, priority, preempts }: PodGroup,
  problem: Exclude<ReturnType<Ground['losses']['problemOf']>, { readonly unclear: unknown }>,
  { world, lost, taken }: Ground,
): readonly Term[] {
  const wait = (name: string, source: string): Term => ({ name, minSeconds: 0, maxSeconds: null, source });
  const fails = problem.nodes.map((name) => lost.has(name));
  if (!problem.nodes.some((_, node) => fails[node] === false && (problem.capacity[node] ?? 0) > 0))
    return [wait('a node that may have it is back', 'no other node passes the filters of kube-scheduler')];
  const seeker = { problem, fails, own: closing(problem, spec, need - 1), requests: requestsWithPod(spec) };
  if (!mayGoSomewhere(seeker))
    return [wait('its rules let another node have it', 'pods on lost nodes still count for its affinity and spread')];
  if (findsRoom(seeker, world.offers, taken())) return [];
  const ending = world.occupants.filter((other) => other.priority < priority).map(graceSeconds);
  // Those of operators end when their operator thinks fit.
  const isBounded = preempts && ending.length > 0 && !ending.includes(undefined);
  if (!isBounded || !findsRoom(seeker, world.offers, taken(priority)))
    return [wait('a node has room for it', 'what all pods request may fill the nodes that are left')];
  const most = Math.max(...ending.map((seconds) => seconds ?? 0));
  return [
    {
      name: 'pods of lower priority make room',
      minSeconds: 0,
      maxSeconds: most,
      source: `evicted, and ended within terminationGracePeriodSeconds, at most ${most}; DefaultPreemption, Kubernetes 1.36`,
    },
  ];
}
