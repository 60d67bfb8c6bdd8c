import type { HardSpread } from '../pod-class';
import { type Rejection, REJECTIONS } from '../rejection';

/** For each constraint how many pods a domain may have before the pod comes. */
export function spreadLimits(constraints: readonly HardSpread[]): readonly number[] {
  return constraints.map(({ maxSkew, minDomains, counter, selfMatch }) => {
    let least = counter.presentCount < minDomains || counter.presentCount === 0 ? 0 : Infinity;
    for (let domain = 0; least > 0 && domain < counter.counts.length; domain += 1)
      if (counter.present[domain] === 1) least = Math.min(least, counter.counts[domain] ?? 0);
    return maxSkew + least - selfMatch;
  });
}

/**
 * Source: Filter of PodTopologySpread, k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins/podtopologyspread.
 *
 * @param limits of {@link spreadLimits}
 */
export function rejectBySpread(
  constraints: readonly HardSpread[],
  limits: readonly number[],
  node: number,
): Rejection | undefined {
  for (let index = 0; index < constraints.length; index += 1) {
    const constraint = constraints[index];
    if (!constraint) continue;
    const { topology, counter } = constraint;
    const domain = topology.domainOf[node] ?? -1;
    if (domain < 0) return REJECTIONS.spreadLabel;
    if ((counter.counts[domain] ?? 0) > (limits[index] ?? 0)) return REJECTIONS.spread;
  }
  return undefined;
}
