import type { PodSet, Surroundings } from '../../model/placement/pod-set';
import { type Fit, fitTogether } from './fit-together';

export interface AfterLoss {
  /** Nodes that are lost together. */
  readonly lost: readonly string[];
  readonly fit: Fit;
}

/**
 * Whether all pods still find a node after any so many nodes are lost: N−1 with 1, N−2 with 2. With 0 it is whether
 * they fit now. Sets with one pod a node go with their node.
 */
export function capacityAfterLoss(
  sets: readonly PodSet[],
  surroundings: Surroundings,
  losses: 0 | 1 | 2,
  budget?: number,
): readonly AfterLoss[] {
  return combinations(
    surroundings.nodes.map((node) => node.metadata.name),
    losses,
  ).map((lost) => ({
    lost,
    fit: fitTogether(
      sets,
      { ...surroundings, nodes: surroundings.nodes.filter((node) => !lost.includes(node.metadata.name)) },
      budget,
    ),
  }));
}

function combinations(names: readonly string[], size: number): (readonly string[])[] {
  if (size === 0) return [[]];
  return names.flatMap((name, i) => combinations(names.slice(i + 1), size - 1).map((rest) => [name, ...rest]));
}
