import type { History } from './histories';
import { NONE, type Domains, type PlacementProblem, type Spread } from './placement-problem';

/**
 * Whether counting alone proves that enough pods survive; false says nothing. It settles sets of many replicas, for
 * which a search would look at too many placements.
 *
 * Too many pods on the failed nodes is ruled out by their room, by anti-affinity, or by spread: when the k-th pod came
 * to a domain, each of the other domains had at least k − maxSkew, and all of them together no more than there may be.
 *
 * Too few replicas placed at all is ruled out by nodes that do not fail and share no domain with each other or with a
 * failed node: with fewer survivors than needed, one of them has only empty domains, and an empty domain takes a pod.
 */
export function provesSurvival(
  problem: PlacementProblem,
  fails: readonly boolean[],
  need: number,
  history: History,
): boolean {
  if (history === 'joining' || problem.affinities.length > 0) return false;
  const most = Math.min(
    roomOn(problem, fails),
    ...problem.antiAffinities.map(({ domains }) => mostIn(problem, fails, domains, 1)),
    ...problem.spreads.map((spread) => mostIn(problem, fails, spread.domains, mostInDomain(problem, spread, history))),
  );
  return problem.replicas - most >= need && openNodes(problem, fails, need - 1).open > 0;
}

/** Most pods that one domain of a spread constraint can come to have. */
function mostInDomain(problem: PlacementProblem, spread: Spread, history: History): number {
  const sizes = new Map<number, number>();
  for (const domain of spread.domains) if (domain !== NONE) sizes.set(domain, (sizes.get(domain) ?? 0) + 1);
  const surge = history === 'fresh' || spread.perRevision ? 0 : problem.maxSurge;
  const bound = (domains: number) => {
    if (domains < spread.minDomains) return spread.maxSkew;
    if (domains === 0) return Infinity;
    return Math.floor((problem.replicas + surge + (domains - 1) * spread.maxSkew) / domains);
  };
  if (history !== 'failures') return bound(sizes.size);
  // Pods on a node that is away may not count meanwhile, so that a domain of several nodes can come to have more.
  if ([...sizes.values()].some((size) => size > 1)) return Infinity;
  return Math.max(bound(sizes.size), bound(sizes.size - 1));
}

/** Most pods on the failed nodes, when each domain has at most so many. */
function mostIn(problem: PlacementProblem, fails: readonly boolean[], domains: Domains, each: number): number {
  const room = new Map<number, number>();
  let elsewhere = 0;
  for (const [node, domain] of domains.entries()) {
    const capacity = fails[node] === true ? (problem.capacity[node] ?? 0) : 0;
    if (domain === NONE) elsewhere += capacity;
    else room.set(domain, (room.get(domain) ?? 0) + capacity);
  }
  return [...room.values()].reduce((sum, capacity) => sum + Math.min(capacity, each), elsewhere);
}

function roomOn({ capacity }: PlacementProblem, fails: readonly boolean[]): number {
  return capacity.reduce((sum, room, node) => sum + (fails[node] === true ? room : 0), 0);
}

/** Nodes that may be open to one more pod of a set, and how many of them are at least. */
export interface OpenNodes {
  readonly nodes: readonly number[];
  readonly open: number;
}

/**
 * Nodes that take one more pod of a set as far as its own rules go, wherever `own` others are on nodes that do not fail:
 * these are empty and have only empty domains but for those that the others share. Affinity is not looked at.
 *
 * @param away how many nodes more may be lost, whichever they are
 */
export function openNodes(problem: PlacementProblem, fails: readonly boolean[], own: number, away = 0): OpenNodes {
  const constraints = [...problem.spreads, ...problem.antiAffinities].map(({ domains }) => domains);
  const nodes = unrelatedNodes(problem, fails, constraints);
  const others = own + away;
  return {
    nodes,
    open: others === 0 ? nodes.length : nodes.length - others * mostRelated(problem, constraints, nodes),
  };
}

/** Nodes that take pods, do not fail, and share no domain with each other or with a failed node. */
function unrelatedNodes(
  { capacity, nodes }: PlacementProblem,
  fails: readonly boolean[],
  constraints: readonly Domains[],
) {
  const used = constraints.map((domains) => new Set(domains.filter((_, node) => fails[node] === true)));
  const found: number[] = [];
  for (let node = 0; node < nodes.length; node++) {
    if (fails[node] === true || capacity[node] === 0) continue;
    const related = constraints.some((domains, i) => {
      const domain = domains[node] ?? NONE;
      return domain !== NONE && used[i]?.has(domain) === true;
    });
    if (related) continue;
    found.push(node);
    for (const [i, domains] of constraints.entries()) used[i]?.add(domains[node] ?? NONE);
  }
  return found;
}

/** Most of some nodes that one node shares a domain with, or is: one of each constraint, where domains cross. */
function mostRelated({ nodes }: PlacementProblem, constraints: readonly Domains[], some: readonly number[]): number {
  const owners = constraints.map((domains) => new Map(some.map((node) => [domains[node] ?? NONE, node])));
  let most = 1;
  if (constraints.length < 2) return most;
  for (let node = 0; node < nodes.length; node++) {
    const related = new Set<number>();
    for (const [i, domains] of constraints.entries()) {
      const domain = domains[node] ?? NONE;
      const owner = domain === NONE ? undefined : owners[i]?.get(domain);
      if (owner !== undefined) related.add(owner);
    }
    most = Math.max(most, related.size);
  }
  return most;
}
