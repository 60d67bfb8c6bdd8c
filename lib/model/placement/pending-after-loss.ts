import { bindableNodes, DEAD, livePodsOf, MOST_PODS, REMOVED, withState } from './occupancy';
import type { PodSet, Surroundings } from './pod-set';
import { afterEach, binds, count, type Situation } from './search';
import { findStandstill, type Standstill } from './standstill';
import type { LossOptions } from './worst-loss';

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
  return findStandstill(pods, surroundings, { struck: lost, budget }, ({ problem, symmetry, placements, isStruck }) => {
    const complete = placements.filter(({ cells }) => count(cells, livePodsOf) === problem.replicas);
    const lose = (situation: Situation) =>
      as === 'dead'
        ? afterEach(situation, isStruck, 'die', (cell) => withState(cell, DEAD))
        : afterEach(situation, isStruck, 'remove', () => withState(0, REMOVED));
    return {
      starts: complete.map(lose),
      next: binds(problem, symmetry, [0], { perRevision: MOST_PODS, total: problem.replicas }),
      isStuck: ({ cells }) => {
        const bindable = bindableNodes(problem, cells, 0);
        return count(cells, livePodsOf) < problem.replicas && !problem.nodes.some((_, node) => bindable(node));
      },
    };
  });
}
