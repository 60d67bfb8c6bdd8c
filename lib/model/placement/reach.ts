import type { History } from './histories';
import { bindableNodes, podsOf, PRESENT, REMOVED, stateOf, totalOf, withState, type Occupancy } from './occupancy';
import type { PlacementProblem } from './placement-problem';
import { absences, binds, count, deletions, joins, search, type Limits, type Outcome, type Situation } from './search';
import type { Symmetry } from './symmetry';

/** A search for a placement at rest, where nothing more happens by itself, that is wanted. */
export interface Question {
  readonly problem: PlacementProblem;
  readonly symmetry: Symmetry;
  readonly isWanted: (situation: Situation) => boolean;
  readonly budget: number;
}

/** The answer, and the least eventful history that has a find. */
export interface Answer {
  readonly outcome: Outcome;
  readonly history: History;
}

/** Looks for a wanted placement among those that a history can lead to. */
export function reach(question: Question, history: History): Answer {
  const fresh: Answer = { outcome: reachFresh(question), history: 'fresh' };
  if (history === 'fresh' || isSettled(fresh)) return fresh;
  if (history === 'joining') return { outcome: reachJoining(question), history };
  // Without spread, a set of pods is legal in whatever order they came, and so is each part of it: nothing is gained by
  // replacing pods or by nodes that are away for a while.
  if (question.problem.spreads.length === 0) return fresh;
  const rollouts: Answer = { outcome: reachReplaced(question, false), history: 'rollouts' };
  if (history === 'rollouts' || isSettled(rollouts)) return rollouts;
  return { outcome: reachReplaced(question, true), history };
}

function isSettled({ outcome }: Answer): boolean {
  return outcome.found !== undefined || !outcome.complete;
}

/** Pods only come. What is not wanted now will not be later: `isWanted` must not become true by one pod more. */
function reachFresh({ problem, symmetry, isWanted, budget }: Question): Outcome {
  const limits = { perRevision: problem.replicas, total: problem.replicas };
  const next = binds(problem, symmetry, [0], limits);
  return search(
    [{ cells: new Int32Array(problem.nodes.length) }],
    symmetry,
    (situation) => next(situation).filter(isWanted),
    (situation) => isWanted(situation) && isAtRest(problem, situation.cells, [0]),
    budget,
  );
}

/** As fresh, while nodes come too. Replicas that no node takes wait for the next one. */
function reachJoining({ problem, symmetry, isWanted, budget }: Question): Outcome {
  const limits = { perRevision: problem.replicas, total: problem.replicas };
  const bind = binds(problem, symmetry, [0], limits);
  const join = joins(symmetry);
  return search(
    [{ cells: new Int32Array(problem.nodes.length).fill(withState(0, REMOVED)) }],
    symmetry,
    (situation) => [...join(situation), ...bind(situation)].filter(isWanted),
    ({ cells }) => count(cells, totalOf) === problem.replicas || isAtRest(problem, cells, [0]),
    budget,
  );
}

/** Pods come and go, and nodes too where `away`. */
function reachReplaced(question: Question, away: boolean): Outcome {
  const { replicas, maxSurge, spreads, antiAffinities, affinities } = question.problem;
  // Pods of another revision only take room: without them at least as much is legal.
  if (maxSurge === 0 || spreads.every((spread) => spread.perRevision))
    return reachAmong(question, [0], { perRevision: replicas, total: replicas }, away);
  const total = replicas + maxSurge;
  if ([...spreads, ...antiAffinities, ...affinities].every((constraint) => !constraint.perRevision)) {
    // Where no constraint sees revisions, not telling them apart allows more: a proof, and much smaller.
    const blurred = reachAmong(question, [0], { perRevision: total, total }, away);
    if (!blurred.found && blurred.complete) return blurred;
  }
  return reachAmong(question, [0, 1], { perRevision: replicas, total }, away);
}

function reachAmong(question: Question, revisions: readonly number[], limits: Limits, away: boolean): Outcome {
  const { problem, symmetry, isWanted, budget } = question;
  const moves = [
    ...(away ? [absences(symmetry)] : []),
    deletions(symmetry, revisions),
    binds(problem, symmetry, revisions, limits),
  ];
  return search(
    [{ cells: new Int32Array(problem.nodes.length) }],
    symmetry,
    (situation) => moves.flatMap((move) => move(situation)),
    (situation) => isWanted(situation) && isAtRest(problem, situation.cells, revisions),
    budget,
  );
}

/** All placements at rest that fresh scheduling can lead to, one of each kind, as far as the budget goes. */
export function freshPlacements(
  problem: PlacementProblem,
  symmetry: Symmetry,
  budget: number,
): { readonly placements: readonly Situation[]; readonly outcome: Outcome } {
  const placements: Situation[] = [];
  const collect = (situation: Situation) => {
    if (isAtRest(problem, situation.cells, [0])) placements.push(situation);
    return false;
  };
  const limits = { perRevision: problem.replicas, total: problem.replicas };
  const start = { cells: new Int32Array(problem.nodes.length) };
  const outcome = search([start], symmetry, binds(problem, symmetry, [0], limits), collect, budget);
  return { placements, outcome };
}

/** All nodes there, all pods of one revision, and either all replicas or no node that takes one more. */
function isAtRest(problem: PlacementProblem, cells: Occupancy, revisions: readonly number[]): boolean {
  if (cells.some((cell) => stateOf(cell) !== PRESENT)) return false;
  const total = count(cells, totalOf);
  return revisions.some((revision) => {
    if (count(cells, (cell) => podsOf(cell, revision)) !== total) return false;
    if (total >= problem.replicas) return total === problem.replicas;
    const bindable = bindableNodes(problem, cells, revision);
    return !problem.nodes.some((_, node) => bindable(node));
  });
}
