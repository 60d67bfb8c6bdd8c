import { livePodsOf, stateOf, TAINTED, withState } from './occupancy';
import type { PodSet, Surroundings } from './pod-set';
import { afterEach, binds, count, deletions, type Situation } from './search';
import { findStandstill, type Standstill } from './standstill';
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
  return findStandstill(
    pods,
    surroundings,
    { struck: drained, budget },
    ({ problem, symmetry, placements, isStruck }) => {
      const { replicas } = problem;
      const bind = binds(problem, symmetry, [REVISION], { perRevision: replicas, total: replicas });
      const remove = deletions(symmetry, [REVISION]);
      const evict = (situation: Situation) =>
        count(situation.cells, livePodsOf) > replicas - allowed
          ? remove(situation).filter(({ step }) => step !== undefined && isStruck[step.node] === true)
          : [];
      const next = (situation: Situation) => [...bind(situation), ...evict(situation)];
      return {
        starts: placements
          .filter(({ cells }) => count(cells, livePodsOf) === replicas)
          .map((situation) => afterEach(situation, isStruck, 'taint', (cell) => withState(cell, TAINTED))),
        next,
        isStuck: (situation) =>
          count(situation.cells, (cell) => (stateOf(cell) === TAINTED ? livePodsOf(cell) : 0)) > 0 &&
          next(situation).length === 0,
      };
    },
  );
}
