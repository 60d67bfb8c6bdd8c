import type { Carrier } from '../carriers';
import type { DomainCounter } from '../match-counter';
import type { PodClass, RequiredAffinity } from '../pod-class';
import { type Rejection, REJECTIONS } from '../rejection';

/** Whether no placed pod is what a pod wants to be near to: then the first of a group may go anywhere. */
export function startsGroup(affinity: RequiredAffinity | undefined): boolean {
  return affinity?.selfMatch === true && affinity.counters.every(({ counts }) => counts.every((pods) => pods === 0));
}

/**
 * Source: Filter of InterPodAffinity, k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins/interpodaffinity.
 *
 * @param first of {@link startsGroup}
 * @param carriers the required terms of placed pods that mean this one
 */
export function rejectByPodAffinity(
  { affinity, antiAffinity }: PodClass,
  first: boolean,
  carriers: readonly Carrier[],
  node: number,
): Rejection | undefined {
  if (affinity && !isNear(affinity, first, node)) return REJECTIONS.affinity;
  if (antiAffinity.some((counter) => podsIn(counter, node) > 0)) return REJECTIONS.antiAffinity;
  for (const { topology, repelling } of carriers) {
    const domain = topology.domainOf[node] ?? -1;
    if (domain >= 0 && (repelling[domain] ?? 0) > 0) return REJECTIONS.existingAntiAffinity;
  }
  return undefined;
}

function isNear({ counters }: RequiredAffinity, first: boolean, node: number): boolean {
  return counters.every(
    (counter) => (counter.topology.domainOf[node] ?? -1) >= 0 && (first || podsIn(counter, node) > 0),
  );
}

function podsIn({ topology, counts }: DomainCounter, node: number): number {
  const domain = topology.domainOf[node] ?? -1;
  return domain < 0 ? 0 : (counts[domain] ?? 0);
}
