import { podsOf, totalOf } from './occupancy';
import { toPlacementProblem } from './placement-problem';
import type { PodSet, Surroundings } from './pod-set';
import { freshPlacements } from './reach';
import { binds, count, deletions, search, type Situation } from './search';
import type { Standstill } from './pending-after-loss';
import { findSymmetry } from './symmetry';
import { toWitness } from './witness';
import type { LossOptions } from './worst-loss';

const OLD = 0;
const NEW = 1;

/**
 * Whether a rolling update may stand still because no node takes a new pod while the old ones that must stay are there.
 * It starts from any fresh placement, and pods become ready as soon as they are bound. The classic case: as many
 * replicas as nodes, required anti-affinity, and `maxUnavailable: 0` (kubernetes#116891).
 *
 * @param maxUnavailable how many of the replicas may be missing.
 */
export function rolloutStandstill(
  pods: PodSet,
  surroundings: Surroundings,
  maxUnavailable: number,
  { budget = 20_000 }: Pick<LossOptions, 'budget'> = {},
): Standstill {
  const problem = toPlacementProblem(pods, surroundings);
  if ('unclear' in problem) return { verdict: 'inconclusive', reason: problem.unclear, states: 0 };
  const symmetry = findSymmetry(problem, () => '');
  const { placements, outcome } = freshPlacements(problem, symmetry, budget);
  if (!outcome.complete) return { verdict: 'inconclusive', reason: 'budget', states: outcome.states };

  const { replicas, maxSurge } = problem;
  const bind = binds(problem, symmetry, [NEW], { perRevision: replicas, total: replicas + maxSurge });
  const remove = deletions(symmetry, [OLD]);
  const next = (situation: Situation) => [
    ...bind(situation),
    ...(count(situation.cells, totalOf) > replicas - maxUnavailable ? remove(situation) : []),
  ];
  const isStuck = (situation: Situation) =>
    count(situation.cells, (cell) => podsOf(cell, NEW)) < replicas && next(situation).length === 0;
  const update = search(placements, symmetry, next, isStuck, budget);
  const states = outcome.states + update.states;
  if (update.found) return { verdict: 'possible', witness: toWitness(problem, update.found), states };
  return update.complete ? { verdict: 'never', states } : { verdict: 'inconclusive', reason: 'budget', states };
}
