import { podsOf, totalOf } from './occupancy';
import type { PodSet, Surroundings } from './pod-set';
import { binds, count, deletions, type Situation } from './search';
import { findStandstill, type Standstill } from './standstill';
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
  return findStandstill(pods, surroundings, { budget }, ({ problem, symmetry, placements }) => {
    const { replicas, maxSurge } = problem;
    const bind = binds(problem, symmetry, [NEW], { perRevision: replicas, total: replicas + maxSurge });
    const remove = deletions(symmetry, [OLD]);
    const next = (situation: Situation) => [
      ...bind(situation),
      ...(count(situation.cells, totalOf) > replicas - maxUnavailable ? remove(situation) : []),
    ];
    return {
      starts: placements,
      next,
      isStuck: (situation) =>
        count(situation.cells, (cell) => podsOf(cell, NEW)) < replicas && next(situation).length === 0,
    };
  });
}
