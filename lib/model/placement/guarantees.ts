import { minimalCutSets, type CutSetOptions } from './cut-sets';
import { toPlacementProblem } from './placement-problem';
import type { PodSet, Surroundings } from './pod-set';
import { worstLossOf, type InconclusiveReason, type LossOptions } from './worst-loss';

/** A number, or why it cannot be told. */
export type Guarantee = { readonly guaranteed: number } | { readonly unclear: InconclusiveReason };

/**
 * How many pods at least survive the failure of these nodes, in the worst legal placement. Replicas that no node takes
 * are not among them; all others are lost.
 */
export function fewestSurvivors(
  pods: PodSet,
  surroundings: Surroundings,
  failed: Iterable<string>,
  options: Omit<LossOptions, 'need'> = {},
): Guarantee {
  const problem = toPlacementProblem(pods, surroundings);
  if ('unclear' in problem) return problem;
  const names = [...failed];
  // A witness has fewer survivors than needed: next is asked whether there can be fewer still.
  for (let need = problem.replicas; ;) {
    const loss = worstLossOf(problem, names, { ...options, need });
    if (loss.verdict === 'inconclusive') return { unclear: loss.reason };
    if (loss.verdict === 'survives') return { guaranteed: need };
    need = loss.survivors;
    if (need === 0) return { guaranteed: 0 };
  }
}

/**
 * Over how many domains (nodes, zones) the pods of a set are at least, in the worst legal placement; 0 where none can
 * be placed. Domains of nodes without the label do not count.
 */
export function fewestDomains(
  pods: PodSet,
  surroundings: Surroundings,
  options: Omit<CutSetOptions, 'need' | 'order'> = {},
): Guarantee {
  const most = pods.replicas === 'perNode' ? surroundings.nodes.length : pods.replicas;
  for (let order = 0; order <= most; order++) {
    const { sets, unclear } = minimalCutSets(pods, surroundings, { ...options, order });
    if (sets.length > 0) return { guaranteed: order };
    const [doubt] = unclear;
    if (doubt) return { unclear: doubt.reason };
  }
  return { guaranteed: most };
}
