import { matchesAffinityTerm, type PodIdentity, resolveAffinityTerm } from './kubernetes/affinity-term';
import { hostPortsOf } from './kubernetes/host-ports';
import { matchesLabelSelector } from './kubernetes/label-selector';
import { HOSTNAME } from './nodes';
import type { Workload } from './workload';

/** What a pod template asks of the scheduler about pods like itself. */
export interface Spread {
  /** Topology keys over which no two pods may share a domain. */
  readonly apart: readonly string[];
  /** Keys over which pods are kept even, and by how much they may differ. */
  readonly even: readonly { readonly key: string; readonly maxSkew: number; readonly index: number }[];
  /** Whether it has to share a domain with other pods. */
  readonly follows: boolean;
  /** Whether it has a hard rule about a topology that does not select its own pods. */
  readonly selectsOthers: boolean;
  /** Whether it prefers to be spread, which guarantees nothing. */
  readonly prefers: boolean;
}

export function spreadOf({ object, pod }: Workload): Spread {
  const self: PodIdentity = { namespace: object.namespace, labels: pod.labels };
  const { affinity, topologySpreadConstraints: constraints } = pod.scheduling;
  const terms = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const own = terms.filter((term) => matchesAffinityTerm(resolveAffinityTerm(term, self), self));
  const hard = (constraints ?? [])
    .map((c, index) => ({ ...c, index }))
    .filter((c) => c.whenUnsatisfiable !== 'ScheduleAnyway');
  const even = hard.filter(({ labelSelector }) => matchesLabelSelector(labelSelector, pod.labels));
  const ports = hostPortsOf(pod.scheduling).length > 0 ? [HOSTNAME] : [];
  return {
    apart: [...own.map(({ topologyKey }) => topologyKey), ...ports],
    even: even.map(({ topologyKey, maxSkew, index }) => ({ key: topologyKey, maxSkew, index })),
    follows: (affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).length > 0,
    selectsOthers: own.length < terms.length || even.length < hard.length,
    prefers: prefersSpread(pod.value) || hard.length < (constraints ?? []).length,
  };
}

function prefersSpread(spec: Workload['pod']['value']): boolean {
  const affinity = spec['affinity'] as
    { podAntiAffinity?: { preferredDuringSchedulingIgnoredDuringExecution?: unknown } } | null | undefined;
  const preferred = affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
  return Array.isArray(preferred) && preferred.length > 0;
}
