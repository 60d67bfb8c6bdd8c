import type { Node } from '../../model/kubernetes/types';
import { HOSTNAME } from '../../model/nodes';
import type { PodSet, Surroundings } from '../../model/placement/pod-set';
import { push } from '../../model/pod-index';
import { type Fit, fitTogether } from './fit-together';

export interface AfterLoss {
  /** Nodes that are lost together. */
  readonly lost: readonly string[];
  /** How many sets there are like this one, with itself: nodes are alike that differ in their name only. */
  readonly alike: number;
  readonly fit: Fit;
}

/**
 * Whether all pods still find a node after any so many nodes are lost: N−1 with 1, N−2 with 2. With 0 it is whether
 * they fit now. Of sets of nodes that are alike one is tried. Sets with one pod a node go with their node. One after the
 * other: whoever asks may stop between two.
 */
export function* capacityAfterLoss(
  sets: readonly PodSet[],
  surroundings: Surroundings,
  losses: 0 | 1 | 2,
  budget?: number,
): Generator<AfterLoss> {
  const kinds = [...kindsOf(surroundings.nodes).values()];
  for (const { lost, alike } of choices(kinds, losses)) {
    const nodes = surroundings.nodes.filter((node) => !lost.includes(node.metadata.name));
    yield { lost, alike, fit: fitTogether(sets, { ...surroundings, nodes }, budget) };
  }
}

function kindsOf(nodes: readonly Node[]): ReadonlyMap<string, readonly string[]> {
  const kinds = new Map<string, string[]>();
  for (const { metadata, spec, status } of nodes) {
    const labels = Object.entries({ ...metadata.labels, [HOSTNAME]: '' }).sort();
    push(kinds, JSON.stringify([labels, spec, status?.allocatable ?? status?.capacity]), metadata.name);
  }
  return kinds;
}

interface Choice {
  readonly lost: readonly string[];
  readonly alike: number;
}

/** Each way to take so many nodes of the kinds from here on, with how many ways are like it. */
function choices([kind, ...others]: readonly (readonly string[])[], size: number): readonly Choice[] {
  if (size === 0) return [{ lost: [], alike: 1 }];
  if (!kind) return [];
  return Array.from(
    { length: Math.min(size, kind.length) + 1 },
    (_, left) => Math.min(size, kind.length) - left,
  ).flatMap((taken) =>
    choices(others, size - taken).map(({ lost, alike }) => ({
      lost: [...kind.slice(0, taken), ...lost],
      alike: alike * ways(kind.length, taken),
    })),
  );
}

function ways(from: number, size: number): number {
  let count = 1;
  for (let i = 1; i <= size; i++) count = (count * (from - size + i)) / i;
  return Math.round(count);
}
