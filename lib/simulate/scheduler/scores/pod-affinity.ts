import type { Carrier } from '../carriers';
import type { PodClass } from '../pod-class';
import { MAX_SCORE } from './normalize';

/**
 * InterPodAffinity: preferred terms of the pod by how many pods they find in a node's domain, and the terms of placed
 * pods that mean the pod; scaled so that the least liked node has 0 and the most liked 100.
 *
 * Source: PreScore, Score and NormalizeScore, k8s.io/kubernetes v1.36.3,
 * pkg/scheduler/framework/plugins/interpodaffinity/scoring.go.
 *
 * @param carriers the terms of placed pods that mean this one
 * @param feasible node numbers
 * @returns a score for each of them
 */
export function scorePodAffinity(
  { preferences }: PodClass,
  carriers: readonly Carrier[],
  feasible: readonly number[],
): Float64Array {
  const scores = new Float64Array(feasible.length);
  const add = (domainOf: Int32Array, amounts: Int32Array, weight: number) => {
    for (let index = 0; index < scores.length; index += 1) {
      const domain = domainOf[feasible[index] ?? 0] ?? -1;
      if (domain >= 0) scores[index] = (scores[index] ?? 0) + (amounts[domain] ?? 0) * weight;
    }
  };
  for (const { counter, weight } of preferences) add(counter.topology.domainOf, counter.counts, weight);
  for (const { topology, weights } of carriers) add(topology.domainOf, weights, 1);
  const [least, most] = [Math.min(...scores), Math.max(...scores)];
  return scores.map((score) => (most > least ? Math.trunc(MAX_SCORE * ((score - least) / (most - least))) : 0));
}
