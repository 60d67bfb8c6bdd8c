import { bindableNodes, DEAD, livePodsOf, MOST_PODS, REMOVED, withState } from './occupancy';
import { toPlacementProblem } from './placement-problem';
import type { PodSet, Surroundings } from './pod-set';
import { freshPlacements } from './reach';
import { binds, count, search, type Situation } from './search';
import { findSymmetry } from './symmetry';
import { toWitness, type Witness } from './witness';
import type { InconclusiveReason, LossOptions } from './worst-loss';

/** Whether something that should come to an end may stand still instead, and how. */
export type Standstill =
  | { readonly verdict: 'never'; readonly states: number }
  | { readonly verdict: 'possible'; readonly witness: Witness; readonly states: number }
  | { readonly verdict: 'inconclusive'; readonly reason: InconclusiveReason; readonly states: number };

export interface AfterLossOptions extends Pick<LossOptions, 'budget'> {
  /**
   * `dead`: the nodes stay in the cluster, tainted, and their pods cannot finish being deleted; they keep others of
   * their anti-affinity away, and count for spread with `nodeTaintsPolicy: Ignore` as domains with no pods. `removed`:
   * their Node objects are deleted, as a cloud controller does.
   *
   * @default 'dead'
   */
  readonly as?: 'dead' | 'removed';
}

/**
 * Whether, after nodes were lost, a replica may stay Pending that all nodes together had room for: the replicas were
 * placed freshly, and those of the lost nodes are placed again on what is left.
 *
 * A replica that found no node even before the loss does not count.
 */
export function pendingAfterLoss(
  pods: PodSet,
  surroundings: Surroundings,
  lost: Iterable<string>,
  { as = 'dead', budget = 20_000 }: AfterLossOptions = {},
): Standstill {
  const problem = toPlacementProblem(pods, surroundings);
  if ('unclear' in problem) return { verdict: 'inconclusive', reason: problem.unclear, states: 0 };
  const names = new Set(lost);
  const isLost = problem.nodes.map((name) => names.has(name));
  const symmetry = findSymmetry(problem, (node) => (isLost[node] === true ? 'lost' : ''));
  const { placements, outcome } = freshPlacements(problem, symmetry, budget);
  if (!outcome.complete) return { verdict: 'inconclusive', reason: 'budget', states: outcome.states };

  const complete = placements.filter(({ cells }) => count(cells, livePodsOf) === problem.replicas);
  const limits = { perRevision: MOST_PODS, total: problem.replicas };
  const starts = complete.map((situation) => lose(situation, isLost, as));
  const isStuck = ({ cells }: Situation) => {
    const bindable = bindableNodes(problem, cells, 0);
    return count(cells, livePodsOf) < problem.replicas && !problem.nodes.some((_, node) => bindable(node));
  };
  const again = search(starts, symmetry, binds(problem, symmetry, [0], limits), isStuck, budget);
  const states = outcome.states + again.states;
  if (again.found) return { verdict: 'possible', witness: toWitness(problem, again.found), states };
  return again.complete ? { verdict: 'never', states } : { verdict: 'inconclusive', reason: 'budget', states };
}

function lose(situation: Situation, isLost: readonly boolean[], as: 'dead' | 'removed'): Situation {
  let after = situation;
  for (const [node, lost] of isLost.entries()) {
    if (!lost) continue;
    const cells = after.cells.slice();
    cells[node] = as === 'dead' ? withState(cells[node] ?? 0, DEAD) : withState(0, REMOVED);
    after = { cells, step: { event: as === 'dead' ? 'die' : 'remove', node, revision: 0 }, before: after };
  }
  return after;
}
