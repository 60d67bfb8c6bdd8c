import { divide } from '../divide';
import type { SoftConstraint, SoftSpread } from '../pod-class';
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
  const weights = constraints.map(({ byHostname, domainOf, topology }) =>
    // Go's and JavaScript's logarithm are the same algorithm.
    Math.log((byHostname ? scored.length : countDomains(scored, domainOf, topology.size)) + 2),
  );
  const sums = new Float64Array(feasible.length);
  for (let number = 0; number < constraints.length; number += 1) {
    const constraint = constraints[number];
    if (constraint) addSums(sums, constraint, weights[number] ?? 0, feasible);
  }
  let [least, most] = [Infinity, 0];
  for (let index = 0; index < sums.length; index += 1) {
    if (ignored?.[feasible[index] ?? 0] === 1) continue;
    const score = Math.round(sums[index] ?? 0);
    sums[index] = score;
    if (score < least) least = score;
    if (score > most) most = score;
  }
  for (let index = 0; index < sums.length; index += 1) {
    const isIgnored = ignored?.[feasible[index] ?? 0] === 1;
    sums[index] = isIgnored
      ? 0
      : most === 0
        ? MAX_SCORE
        : divide(MAX_SCORE * (most + least - (sums[index] ?? 0)), most);
  }
  return sums;
}

function addSums(
  sums: Float64Array,
  { topology: { domainOf }, counts, byHostname, maxSkew }: SoftConstraint,
  weight: number,
  feasible: readonly number[],
): void {
  for (let index = 0; index < sums.length; index += 1) {
    const node = feasible[index] ?? 0;
    const domain = domainOf[node] ?? -1;
    if (domain >= 0)
      sums[index] = (sums[index] ?? 0) + ((counts[byHostname ? node : domain] ?? 0) * weight + (maxSkew - 1));
  }
}

function countDomains(nodes: readonly number[], domainOf: Int32Array, size: number): number {
  const seen = new Uint8Array(size + 1);
  let count = 0;
  for (const node of nodes) {
    // Nodes without a domain are one of their own.
    const domain = (domainOf[node] ?? -1) + 1;
    if (seen[domain] === 0) count += 1;
    seen[domain] = 1;
  }
  return count;
}
