import { type PlacementProblem, toPlacementProblem } from './placement-problem';
import type { PodSet, Surroundings } from './pod-set';
import { freshPlacements } from './reach';
import { search, type Situation, type Successors } from './search';
import { findSymmetry, type Symmetry } from './symmetry';
import { toWitness, type Witness } from './witness';
import type { InconclusiveReason } from './worst-loss';

/** Whether something that should come to an end may stand still instead, and how. */
export type Standstill =
  | { readonly verdict: 'never'; readonly states: number }
  | { readonly verdict: 'possible'; readonly witness: Witness; readonly states: number }
  | { readonly verdict: 'inconclusive'; readonly reason: InconclusiveReason; readonly states: number };

/** What something begins with. */
export interface Fresh {
  readonly problem: PlacementProblem;
  readonly symmetry: Symmetry;
  /** All that are legal, also with too few replicas. */
  readonly placements: readonly Situation[];
  /** Whether each node is one of those to which something happens. */
  readonly isStruck: readonly boolean[];
}

/** How something goes on, and when it does not although it should. */
export interface Course {
  readonly starts: readonly Situation[];
  readonly next: Successors;
  readonly isStuck: (situation: Situation) => boolean;
}

/**
 * Looks for a standstill of something that begins with any fresh placement of pods.
 *
 * @param struck nodes to which something happens, and which are therefore not like others
 * @param budget how many situations are looked at, at most, in the placements and in what follows
 */
export function findStandstill(
  pods: PodSet,
  surroundings: Surroundings,
  { struck = [], budget }: { readonly struck?: Iterable<string>; readonly budget: number },
  courseOf: (fresh: Fresh) => Course,
): Standstill {
  const problem = toPlacementProblem(pods, surroundings);
  if ('unclear' in problem) return { verdict: 'inconclusive', reason: problem.unclear, states: 0 };
  const names = new Set(struck);
  const isStruck = problem.nodes.map((name) => names.has(name));
  const symmetry = findSymmetry(problem, (node) => (isStruck[node] === true ? 'struck' : ''));
  const { placements, outcome } = freshPlacements(problem, symmetry, budget);
  if (!outcome.complete) return { verdict: 'inconclusive', reason: 'budget', states: outcome.states };

  const { starts, next, isStuck } = courseOf({ problem, symmetry, placements, isStruck });
  const { found, complete, states: followed } = search(starts, symmetry, next, isStuck, budget);
  const states = outcome.states + followed;
  if (found) return { verdict: 'possible', witness: toWitness(problem, found), states };
  return complete ? { verdict: 'never', states } : { verdict: 'inconclusive', reason: 'budget', states };
}
