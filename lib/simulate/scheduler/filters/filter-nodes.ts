import { hostPortsConflict } from '../../../model/kubernetes/host-ports';
import type { PodClass } from '../pod-class';
import { type Rejection, REJECTIONS } from '../rejection';
import { carriersOf, type SchedulerState } from '../state';
import { rejectByResources } from './fit';
import { rejectByPodAffinity, startsGroup } from './pod-affinity';
import { rejectBySpread, spreadLimits } from './spread';

/**
 * For each node the first filter that refuses the pod, or undefined. The order is that of the default profile.
 *
 * Source: getDefaultPlugins, k8s.io/kubernetes v1.36.3, pkg/scheduler/apis/config/v1/default_plugins.go.
 */
export function filterNodes(state: SchedulerState, pod: PodClass): readonly (Rejection | undefined)[] {
  const { table } = state;
  const { verdicts, ports, requests, hardSpread, identity } = pod;
  const limits = spreadLimits(hardSpread);
  const first = startsGroup(pod.affinity);
  const carriers = carriersOf(state, identity).filter(({ repelling }) => repelling.some((pods) => pods > 0));
  const knowsOthers = pod.affinity !== undefined || pod.antiAffinity.length > 0 || carriers.length > 0;
  return verdicts.rejections.map((rejection, node) => {
    if (rejection) return rejection;
    if (ports.length > 0 && hostPortsConflict(ports, table.taken.ports[node] ?? [])) return REJECTIONS.ports;
    return (
      rejectByResources(table, requests, node) ??
      rejectBySpread(hardSpread, limits, node) ??
      (knowsOthers ? rejectByPodAffinity(pod, first, carriers, node) : undefined)
    );
  });
}
