import {
  bindableNodes,
  onePod,
  podsOf,
  PRESENT,
  REMOVED,
  stateOf,
  TAINTED,
  livePodsOf,
  withCell,
  withState,
  type Occupancy,
} from './occupancy';
import type { PlacementProblem } from './placement-problem';
import { canonicalKey, representatives, type Symmetry } from './symmetry';

/** What happened to one node. */
export interface Step {
  readonly event: 'bind' | 'delete' | 'taint' | 'remove' | 'return' | 'join' | 'die';
  readonly node: number;
  /** Of the pod; 0 unless revisions are told apart. */
  readonly revision: number;
}

/** An occupancy together with how it came about. */
export interface Situation {
  readonly cells: Occupancy;
  readonly step?: Step;
  readonly before?: Situation;
}

/** Where a search ended. */
export interface Outcome {
  readonly found?: Situation;
  readonly states: number;
  /** Whether nothing was left to look at: without a find, the proof that there is none. */
  readonly complete: boolean;
}

/** Which situations follow from one; the most promising last. */
export type Successors = (situation: Situation) => readonly Situation[];

/**
 * Looks for a situation that is wanted among all that can be reached, each once up to symmetry, and gives up after
 * `budget` situations.
 */
export function search(
  starts: readonly Situation[],
  symmetry: Symmetry,
  successors: Successors,
  isWanted: (situation: Situation) => boolean,
  budget: number,
): Outcome {
  const seen = new Set(starts.map(({ cells }) => canonicalKey(symmetry, cells)));
  const open = [...starts];
  for (let next = open.pop(); next; next = open.pop()) {
    if (isWanted(next)) return { found: next, states: seen.size, complete: false };
    for (const follower of successors(next)) {
      const key = canonicalKey(symmetry, follower.cells);
      if (seen.has(key)) continue;
      if (seen.size >= budget) return { states: seen.size, complete: false };
      seen.add(key);
      open.push(follower);
    }
  }
  return { states: seen.size, complete: true };
}

export interface Limits {
  readonly perRevision: number;
  readonly total: number;
}

/** Situations after one pod more, on each kind of node that may have it. */
export function binds(
  problem: PlacementProblem,
  symmetry: Symmetry,
  revisions: readonly number[],
  limits: Limits,
): Successors {
  return (situation) => {
    const { cells } = situation;
    if (count(cells, livePodsOf) >= limits.total) return [];
    const nodes = representatives(symmetry, cells);
    return revisions.flatMap((revision) => {
      if (count(cells, (cell) => podsOf(cell, revision)) >= limits.perRevision) return [];
      const bindable = bindableNodes(problem, cells, revision);
      return nodes
        .filter(bindable)
        .map((node) => after(situation, { event: 'bind', node, revision }, (cells[node] ?? 0) + onePod(revision)));
    });
  };
}

/** Situations after one pod less. */
export function deletions(symmetry: Symmetry, revisions: readonly number[]): Successors {
  return (situation) =>
    representatives(symmetry, situation.cells).flatMap((node) =>
      revisions.flatMap((revision) => {
        const cell = situation.cells[node] ?? 0;
        if (podsOf(cell, revision) === 0) return [];
        return [after(situation, { event: 'delete', node, revision }, cell - onePod(revision))];
      }),
    );
}

/** Situations after one node goes away, where none is, or comes back. Pods of a removed node are gone with it. */
export function absences(symmetry: Symmetry): Successors {
  return (situation) => {
    const { cells } = situation;
    const away = cells.findIndex((cell) => stateOf(cell) !== PRESENT);
    if (away >= 0)
      return [after(situation, { event: 'return', node: away, revision: 0 }, withState(cells[away] ?? 0, PRESENT))];
    return representatives(symmetry, cells).flatMap((node) => [
      after(situation, { event: 'taint', node, revision: 0 }, withState(cells[node] ?? 0, TAINTED)),
      after(situation, { event: 'remove', node, revision: 0 }, withState(0, REMOVED)),
    ]);
  };
}

/** Situations after one node more has joined. */
export function joins(symmetry: Symmetry): Successors {
  return (situation) =>
    representatives(symmetry, situation.cells)
      .filter((node) => stateOf(situation.cells[node] ?? 0) === REMOVED)
      .map((node) => after(situation, { event: 'join', node, revision: 0 }, PRESENT));
}

/** The situation after the same has happened to each of some nodes. */
export function afterEach(
  before: Situation,
  isOne: readonly boolean[],
  event: Step['event'],
  change: (cell: number) => number,
): Situation {
  return before.cells.reduce<Situation>(
    (situation, cell, node) =>
      isOne[node] === true ? after(situation, { event, node, revision: 0 }, change(cell)) : situation,
    before,
  );
}

function after(before: Situation, step: Step, cell: number): Situation {
  return { cells: withCell(before.cells, step.node, cell), step, before };
}

/** The sum of a number over all nodes. */
export function count(cells: Occupancy, of: (cell: number, node: number) => number): number {
  let sum = 0;
  for (let node = 0; node < cells.length; node++) sum += of(cells[node] ?? 0, node);
  return sum;
}
