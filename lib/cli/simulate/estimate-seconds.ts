import { nodesFailure } from '../../simulate/failures/list-failures';
import type { Workbench } from '../../simulate/judge/workbench';
import { makeRandom } from '../../simulate/random';
import { simulateFailure } from '../../simulate/simulate-failure';

const MOST_SAMPLES = 100;
const LONGEST_MS = 500;

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
 * most. What is worked out once the bench keeps.
 */
export function estimateSeconds(bench: Workbench, { nodes, count, size, seed }: SetsToTry, now: () => Date): number {
  const random = makeRandom(seed);
  const tryOne = () => {
    const left = [...nodes];
    const drawn = Array.from({ length: size }, () => left.splice(Math.floor(random() * left.length), 1));
    simulateFailure(nodesFailure(drawn.flat()), bench);
  };
  // What is compiled on the way makes the first ones slow: they are no sample.
  const spend = (mostMs: number) => {
    const start = now().getTime();
    let [tried, ms] = [0, 0];
    while (tried < MOST_SAMPLES && ms < mostMs) {
      tryOne();
      tried++;
      ms = now().getTime() - start;
    }
    return ms / tried;
  };
  spend(LONGEST_MS);
  return (spend(LONGEST_MS) / 1000) * count;
}

/** `40 s`, `12 min`, `3 hours`. */
export function roughTime(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} hours`;
}
