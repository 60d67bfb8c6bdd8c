import { divide } from '../divide';
import type { SoftSpread } from '../pod-class';
import { MAX_SCORE } from './normalize';

/**
 * PodTopologySpread by the constraints that may be broken: few matching pods in a node's domains are good, and domains
 * of a topology that has many count more.
 *
 * Source: PreScore, Score and NormalizeScore, k8s.io/kubernetes v1.36.3,
 * pkg/scheduler/framework/plugins/podtopologyspread/scoring.go.
 *
 * @param feasible node numbers
 * @returns a score for each of them
 */
export function scoreSpread({ constraints, ignored }: SoftSpread, feasible: readonly number[]): Float64Array {
  const scored = ignored ? feasible.filter((node) => ignored[node] === 0) : feasible;
  const weights = constraints.map(({ byHostname, domainOf }) =>
    // Go's and JavaScript's logarithm are the same algorithm.
    Math.log((byHostname ? scored.length : new Set(scored.map((node) => domainOf[node])).size) + 2),
  );
  const raw = new Float64Array(feasible.length).fill(-1);
  let [least, most] = [Infinity, 0];
  feasible.forEach((node, index) => {
    if (ignored?.[node] === 1) return;
    let sum = 0;
    constraints.forEach(({ topology, counts, byHostname, maxSkew }, number) => {
      const domain = topology.domainOf[node] ?? -1;
      if (domain < 0) return;
      sum += (counts[byHostname ? node : domain] ?? 0) * (weights[number] ?? 0) + (maxSkew - 1);
    });
    const score = Math.round(sum);
    raw[index] = score;
    least = Math.min(least, score);
    most = Math.max(most, score);
  });
  return raw.map((score) => {
    if (score < 0) return 0;
    return most === 0 ? MAX_SCORE : divide(MAX_SCORE * (most + least - score), most);
  });
}
