import { nodesFailure } from '../../simulate/failures/list-failures';
import type { Workbench } from '../../simulate/judge/workbench';
import { makeRandom } from '../../simulate/random';
import { simulateFailure } from '../../simulate/simulate-failure';

const MOST_SAMPLES = 200;
const LONGEST_MS = 1000;

export interface SetsToTry {
  /** Names of the nodes that sets are made of. */
  readonly nodes: readonly string[];
  /** How many sets there are. */
  readonly count: number;
  /** How many nodes most of them have. */
  readonly size: number;
  readonly seed: number;
}

/**
 * How long all sets of nodes are likely to take, by a sample of the work itself: sets drawn at random, for a second at
 * most. What is worked out once is worked out before, and the bench keeps it.
 */
export function estimateSeconds(bench: Workbench, { nodes, count, size, seed }: SetsToTry, now: () => Date): number {
  const random = makeRandom(seed);
  const tryOne = () => {
    const left = [...nodes];
    const drawn = Array.from({ length: size }, () => left.splice(Math.floor(random() * left.length), 1));
    simulateFailure(nodesFailure(drawn.flat()), bench);
  };
  tryOne();
  const start = now().getTime();
  let [tried, ms] = [0, 0];
  while (tried < MOST_SAMPLES && ms < LONGEST_MS) {
    tryOne();
    tried++;
    ms = now().getTime() - start;
  }
  return (ms / 1000 / tried) * count;
}

/** `40 s`, `12 min`, `3 hours`. */
export function roughTime(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} hours`;
}
