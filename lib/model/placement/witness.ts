import { livePodsOf } from './occupancy';
import type { PlacementProblem } from './placement-problem';
import { count, type Situation, type Step } from './search';

/** A legal placement, and how it came about. */
export interface Witness {
  /** Nodes with pods, in the order of the nodes given. Pods that are being deleted do not count. */
  readonly placement: readonly { readonly node: string; readonly pods: number }[];
  readonly steps: readonly WitnessStep[];
  /** Replicas that no node takes. */
  readonly pending: number;
}

export interface WitnessStep {
  readonly event: Step['event'];
  readonly node: string;
  /** Of the pod; 0 unless revisions had to be told apart. */
  readonly revision: number;
}

/** A situation in the names of the nodes. */
export function toWitness(problem: PlacementProblem, situation: Situation): Witness {
  const steps: WitnessStep[] = [];
  for (let at: Situation | undefined = situation; at?.step; at = at.before)
    steps.push({ ...at.step, node: problem.nodes[at.step.node] ?? '' });
  return {
    placement: problem.nodes.flatMap((node, i) => {
      const pods = livePodsOf(situation.cells[i] ?? 0);
      return pods > 0 ? [{ node, pods }] : [];
    }),
    steps: steps.reverse(),
    pending: problem.replicas - count(situation.cells, livePodsOf),
  };
}
