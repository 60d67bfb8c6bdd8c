import { livePodsOf, stateOf, TAINTED, withState } from './occupancy';
import type { Standstill } from './pending-after-loss';
import { toPlacementProblem } from './placement-problem';
import type { PodSet, Surroundings } from './pod-set';
import { freshPlacements } from './reach';
import { binds, count, deletions, search, type Situation } from './search';
import { findSymmetry } from './symmetry';
import { toWitness } from './witness';
import type { LossOptions } from './worst-loss';

const REVISION = 0;

/**
 * Whether a drain of nodes may stand still because the pods that were evicted find no other node, and the budget lets no
 * more of them be missing. The nodes are cordoned first, all together, and stay so. It starts from any fresh placement
 * of all replicas, and pods become ready as soon as they are bound.
 *
 * Source: kubectl drain (cordon, then evict, and try again after a refusal), k8s.io/kubectl v0.36.3, pkg/drain.
 *
 * @param allowed how many of the replicas the budget lets be missing.
 */
export function drainStandstill(
  pods: PodSet,
  surroundings: Surroundings,
  drained: Iterable<string>,
  allowed: number,
  { budget = 20_000 }: Pick<LossOptions, 'budget'> = {},
): Standstill {
  const problem = toPlacementProblem(pods, surroundings);
  if ('unclear' in problem) return { verdict: 'inconclusive', reason: problem.unclear, states: 0 };
  const names = new Set(drained);
  const isDrained = problem.nodes.map((name) => names.has(name));
  const symmetry = findSymmetry(problem, (node) => (isDrained[node] === true ? 'drained' : ''));
  const { placements, outcome } = freshPlacements(problem, symmetry, budget);
  if (!outcome.complete) return { verdict: 'inconclusive', reason: 'budget', states: outcome.states };

  const { replicas } = problem;
  const starts = placements
    .filter(({ cells }) => count(cells, livePodsOf) === replicas)
    .map((situation) => cordon(situation, isDrained));
  const bind = binds(problem, symmetry, [REVISION], { perRevision: replicas, total: replicas });
  const remove = deletions(symmetry, [REVISION]);
  const evict = (situation: Situation) =>
    count(situation.cells, livePodsOf) > replicas - allowed
      ? remove(situation).filter(({ step }) => step !== undefined && isDrained[step.node] === true)
      : [];
  const next = (situation: Situation) => [...bind(situation), ...evict(situation)];
  const isStuck = (situation: Situation) =>
    count(situation.cells, (cell) => (stateOf(cell) === TAINTED ? livePodsOf(cell) : 0)) > 0 &&
    next(situation).length === 0;
  const drain = search(starts, symmetry, next, isStuck, budget);
  const states = outcome.states + drain.states;
  if (drain.found) return { verdict: 'possible', witness: toWitness(problem, drain.found), states };
  return drain.complete ? { verdict: 'never', states } : { verdict: 'inconclusive', reason: 'budget', states };
}

function cordon(situation: Situation, isDrained: readonly boolean[]): Situation {
  let after = situation;
  for (const [node, drained] of isDrained.entries()) {
    if (!drained) continue;
    const cells = after.cells.slice();
    cells[node] = withState(cells[node] ?? 0, TAINTED);
    after = { cells, step: { event: 'taint', node, revision: REVISION }, before: after };
  }
  return after;
}
