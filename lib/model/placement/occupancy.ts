import { NONE, type Domains, type PlacementProblem } from './placement-problem';

/**
 * Whether a node is there. A tainted one is in the cluster but takes no pods: it is cordoned, or not ready. On a dead
 * one the pods are also being deleted, which does not end before the node is back or removed.
 */
export const PRESENT = 0;
export const TAINTED = 1;
export const DEAD = 2;
export const REMOVED = 3;

const BITS = 12;
const MASK = (1 << BITS) - 1;

/** Most pods of one revision that a cell can hold. */
export const MOST_PODS = MASK;

/** For each node one number: its pods of two revisions, and whether it is there. */
export type Occupancy = Int32Array;

export const podsOf = (cell: number, revision: number): number => (cell >> (revision * BITS)) & MASK;
/** Pods of all revisions, also those that are being deleted. */
export const totalOf = (cell: number): number => podsOf(cell, 0) + podsOf(cell, 1);
/** Pods that are not being deleted. */
export const livePodsOf = (cell: number): number => (stateOf(cell) === DEAD ? 0 : totalOf(cell));
export const stateOf = (cell: number): number => cell >> (2 * BITS);
export const withState = (cell: number, state: number): number =>
  (cell & ((1 << (2 * BITS)) - 1)) | (state << (2 * BITS));
export const onePod = (revision: number): number => 1 << (revision * BITS);

/** A copy with one cell changed. */
export function withCell(cells: Occupancy, node: number, cell: number): Occupancy {
  const copy = cells.slice();
  copy[node] = cell;
  return copy;
}

/**
 * Tells on which nodes one more pod may be bound, when all pods are as `cells` says.
 *
 * - Spread: pods in the node's domain, with the new one, are at most `maxSkew` more than in the emptiest domain; that
 *   counts as empty while there are fewer domains than `minDomains`. Pods that are being deleted do not count.
 * - Anti-affinity: no pod in the node's domain, also none that is being deleted; a node without the key is in none.
 * - Affinity: pods in the node's domain of each term, or no pods anywhere yet.
 *
 * Source: Filter of podtopologyspread and interpodaffinity, k8s.io/kubernetes v1.36.3,
 * pkg/scheduler/framework/plugins.
 */
export function bindableNodes(
  problem: PlacementProblem,
  cells: Occupancy,
  revision: number,
): (node: number) => boolean {
  const counting = (perRevision: boolean) => (cell: number) => (perRevision ? podsOf(cell, revision) : totalOf(cell));
  const spreads = problem.spreads.map(({ domains, maxSkew, minDomains, perRevision, countsTainted }) => {
    const podsIn = counting(perRevision);
    const pods = countByDomain(domains, cells, (cell) => {
      if (stateOf(cell) !== PRESENT && (!countsTainted || stateOf(cell) === REMOVED)) return undefined;
      return stateOf(cell) === DEAD ? 0 : podsIn(cell);
    });
    const least = pods.size < Math.max(minDomains, 1) ? 0 : Math.min(...pods.values());
    return { domains, pods, most: least + maxSkew };
  });
  const terms = (list: PlacementProblem['affinities']) =>
    list.map(({ domains, perRevision }) => ({ domains, pods: countByDomain(domains, cells, counting(perRevision)) }));
  const antiAffinities = terms(problem.antiAffinities);
  const affinities = terms(problem.affinities);
  const isFirst = affinities.every(({ pods }) => [...pods.values()].every((count) => count === 0));
  return (node) => {
    const cell = cells[node] ?? 0;
    const inDomain = (list: { domains: Domains; pods: ReadonlyMap<number, number> }) =>
      list.pods.get(list.domains[node] ?? NONE) ?? 0;
    return (
      stateOf(cell) === PRESENT &&
      totalOf(cell) < (problem.capacity[node] ?? 0) &&
      spreads.every((spread) => inDomain(spread) < spread.most) &&
      antiAffinities.every((term) => inDomain(term) === 0) &&
      (isFirst || affinities.every((term) => inDomain(term) > 0))
    );
  };
}

/** Pods in each domain; nodes for which `podsIn` is undefined do not even make a domain. */
function countByDomain(
  domains: Domains,
  cells: Occupancy,
  podsIn: (cell: number) => number | undefined,
): ReadonlyMap<number, number> {
  const pods = new Map<number, number>();
  for (const [node, domain] of domains.entries()) {
    const count = domain === NONE ? undefined : podsIn(cells[node] ?? 0);
    if (count !== undefined) pods.set(domain, (pods.get(domain) ?? 0) + count);
  }
  return pods;
}
