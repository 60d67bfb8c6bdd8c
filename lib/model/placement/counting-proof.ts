import type { History } from './histories';
import { NONE, type Domains, type PlacementProblem, type Spread } from './placement-problem';

/**
 * Whether counting alone proves that enough pods survive; false says nothing. It settles sets of many replicas, for
 * which a search would look at too many placements.
 *
 * Too many pods on the failed nodes is ruled out by their room, by anti-affinity, or by spread: when the k-th pod came
 * to a domain, each of the other domains had at least k − maxSkew, and all of them together no more than there may be.
 *
 * Too few replicas placed at all is ruled out by `need` nodes that do not fail and share no domain with each other or
 * with a failed node. With fewer survivors, one of them has only empty domains, and an empty domain takes a pod.
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
  return problem.replicas - most >= need && unrelatedNodes(problem, fails, need) >= need;
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

/** How many nodes, up to `enough`, take pods, do not fail, and share no domain with each other or a failed node. */
export function unrelatedNodes(problem: PlacementProblem, fails: readonly boolean[], enough: number): number {
  const constraints = [...problem.spreads, ...problem.antiAffinities].map(({ domains }) => ({
    domains,
    used: new Set(domains.filter((_, node) => fails[node] === true)),
  }));
  let found = 0;
  for (let node = 0; node < problem.nodes.length && found < enough; node++) {
    if (fails[node] === true || problem.capacity[node] === 0) continue;
    const related = constraints.some(({ domains, used }) => {
      const domain = domains[node] ?? NONE;
      return domain !== NONE && used.has(domain);
    });
    if (related) continue;
    found++;
    for (const { domains, used } of constraints) used.add(domains[node] ?? NONE);
  }
  return found;
}
