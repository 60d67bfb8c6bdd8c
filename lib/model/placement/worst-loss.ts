import { provesSurvival } from './counting-proof';
import type { History } from './histories';
import { MOST_PODS, totalOf } from './occupancy';
import { toPlacementProblem, type PlacementProblem } from './placement-problem';
import type { PodSet, Surroundings } from './pod-set';
import { reach } from './reach';
import type { Unclear } from './read-constraints';
import { count, type Situation } from './search';
import { findSymmetry } from './symmetry';
import { toWitness, type Witness } from './witness';

export interface LossOptions {
  /** How many pods have to survive; a quorum set of 3 needs 2. @default 1 */
  readonly need?: number;
  /** What may have happened before. @default 'rollouts' */
  readonly history?: History;
  /** Most situations that one search looks at before it gives up. @default 20000 */
  readonly budget?: number;
}

/** Why it cannot be told: what is given does not say, or the search gave up. */
export type InconclusiveReason = Unclear['unclear'] | 'budget' | 'unknown-nodes';

/**
 * Whether enough pods survive.
 *
 * - `survives`: in every legal placement.
 * - `outage`: not in the one shown; `history` is the least eventful that leads to one. Where no pod can be placed at
 *   all, the placement is empty.
 * - `inconclusive`: the budget ran out, or what is given does not tell.
 */
export type Loss =
  | { readonly verdict: 'survives'; readonly states: number }
  | {
      readonly verdict: 'outage';
      readonly history: History;
      readonly witness: Witness;
      /** Pods of the witness on nodes that do not fail. */
      readonly survivors: number;
      readonly states: number;
    }
  | { readonly verdict: 'inconclusive'; readonly reason: InconclusiveReason; readonly states: number };

/**
 * Whether enough pods of a set survive when nodes fail at one moment, in the worst placement that kube-scheduler's
 * filters, and what may have happened before, allow.
 *
 * Covered: node selectors and affinity, taints, cordons, volumes' nodes, capacity for these pods alone, host ports,
 * required affinity and anti-affinity to themselves, spread with `DoNotSchedule` and all its fields, `nodeName`, one
 * pod a node. A replica that no node takes stays Pending and serves nobody. Not covered: preemption, room that other
 * pods take, pods that run but are not ready. The answer is exact: counting proves it, or all situations are looked at, alike ones
 * once.
 *
 * @param failed names of the nodes that fail; other names are ignored.
 */
export function worstLoss(
  pods: PodSet,
  surroundings: Surroundings,
  failed: Iterable<string>,
  options: LossOptions = {},
): Loss {
  const problem = toPlacementProblem(pods, surroundings);
  if ('unclear' in problem) return { verdict: 'inconclusive', reason: problem.unclear, states: 0 };
  return worstLossOf(problem, failed, options);
}

/** The same for a problem that is already in numbers, when several questions are asked about it. */
export function worstLossOf(problem: PlacementProblem, failed: Iterable<string>, options: LossOptions = {}): Loss {
  const { need = 1, history = 'rollouts', budget = 20_000 } = options;
  if (problem.replicas + problem.maxSurge > MOST_PODS) return { verdict: 'inconclusive', reason: 'budget', states: 0 };
  const names = new Set(failed);
  const fails = problem.nodes.map((name) => names.has(name));
  if (provesSurvival(problem, fails, need, history)) return { verdict: 'survives', states: 0 };
  const survivorsOf = ({ cells }: Situation) =>
    count(cells, (cell, node) => (fails[node] === true ? 0 : totalOf(cell)));
  const { outcome, history: reached } = reach(
    {
      problem,
      symmetry: findSymmetry(problem, (node) => (fails[node] === true ? 'fails' : '')),
      isWanted: (situation) => survivorsOf(situation) < need,
      budget,
    },
    history,
  );
  const { found, states } = outcome;
  if (found) {
    const witness = toWitness(problem, found);
    return { verdict: 'outage', history: reached, witness, survivors: survivorsOf(found), states };
  }
  return outcome.complete ? { verdict: 'survives', states } : { verdict: 'inconclusive', reason: 'budget', states };
}
