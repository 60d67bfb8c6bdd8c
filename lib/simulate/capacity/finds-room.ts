import { hostPortsOf } from '../../model/kubernetes/host-ports';
import type { Resources } from '../../model/kubernetes/resources';
import type { PodSpec } from '../../model/kubernetes/types';
import { openNodes } from '../../model/placement/counting-proof';
import { NONE, type PlacementProblem } from '../../model/placement/placement-problem';
import { provesRoom } from './room-after-loss';

/** A pod of a set that looks for a node after others are lost. */
export interface Seeker {
  readonly problem: PlacementProblem;
  /** Of the nodes of the problem those that are lost. */
  readonly fails: readonly boolean[];
  /** How many nodes more may be lost, whichever they are. @default none */
  readonly away?: number;
  /** How many other pods of the set may close nodes to it. */
  readonly own: number;
  /** What the pod requests, with `pods: 1`. */
  readonly requests: Resources;
}

/** How many of so many other pods of a set may close nodes to the next: none where all that they do is take room. */
export function closing({ spreads, antiAffinities }: PlacementProblem, spec: PodSpec, others: number): number {
  return spreads.length + antiAffinities.length + hostPortsOf(spec).length > 0 ? others : 0;
}

/** Whether the rules of the set itself let it have a node for certain; false says nothing. */
export function mayGoSomewhere({ problem, fails, own, away = 0 }: Seeker): boolean {
  const { nodes, open } = openNodes(problem, fails, own, away);
  return open > nodes.filter((node) => !isNearLost(problem, fails, node)).length;
}

/**
 * Whether it finds a node for certain, wherever all other pods are; false says nothing.
 *
 * @param offers of each node; undefined where it does not say
 * @param taken by all pods that may be in its way, and by itself
 */
export function findsRoom(
  { problem, fails, own, away = 0, requests }: Seeker,
  offers: ReadonlyMap<string, Resources | undefined>,
  taken: Resources,
): boolean {
  const { nodes, open } = openNodes(problem, fails, own, away);
  const near = nodes.filter((node) => isNearLost(problem, fails, node));
  return provesRoom(
    requests,
    near.map((node) => offers.get(problem.nodes[node] ?? '')),
    minus(taken, requests),
    open - (nodes.length - near.length),
  );
}

/**
 * Affinity of a set to itself: its pods that cannot finish ending on lost nodes still count, so that another one goes
 * beside them only, whichever of the lost nodes they are on. Source: InterPodAffinity, k8s.io/kubernetes v1.36.3.
 */
function isNearLost({ affinities, capacity }: PlacementProblem, fails: readonly boolean[], node: number): boolean {
  return affinities.every(({ domains }) => {
    const own = domains[node] ?? NONE;
    return (
      own !== NONE && domains.every((domain, other) => fails[other] !== true || capacity[other] === 0 || domain === own)
    );
  });
}

function minus(some: Resources, others: Resources): Resources {
  return Object.fromEntries(Object.entries(some).map(([name, amount]) => [name, amount - (others[name] ?? 0)]));
}
