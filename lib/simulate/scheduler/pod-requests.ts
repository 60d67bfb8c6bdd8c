import { podRequests, type Resources } from '../../model/kubernetes/resources';
import type { SchedulerPod } from './cluster';

/** What a pod takes of a node. cpu in thousandths of a core, everything else in bytes or pieces. */
export interface PodRequests {
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  /** Extended resources and huge pages that are asked for. */
  readonly others: readonly (readonly [name: string, amount: number])[];
  /** For the scores of pods that come later: containers without a request count as 100m and 200Mi. */
  readonly nonZero: CpuAndMemory;
  /** The same for its own score, in which upstream passes over requests of the pod as a whole. */
  readonly scored: CpuAndMemory;
}

export interface CpuAndMemory {
  readonly cpu: number;
  readonly memory: number;
}

const ABSENT_CPU = { cpu: '100m' };
const ABSENT_MEMORY = { memory: '200Mi' };

/**
 * Source: computePodResourceRequest and calculatePodResourceRequest of NodeResourcesFit, PodInfo.CalculateResource,
 * k8s.io/kubernetes v1.36.3, pkg/scheduler.
 *
 * @throws Error when an amount is no quantity; whoever reads manifests finds it before
 */
export function requestsOf({ metadata, spec }: SchedulerPod): PodRequests {
  const of = (absent?: Readonly<Record<string, string>>, from = spec): Resources => {
    const requests = podRequests(from, absent);
    if (!requests) throw new Error(`${metadata.namespace}/${metadata.name} requests what is no quantity`);
    return requests;
  };
  const requests = of();
  const podLevel =
    Object.keys(spec.resources?.requests ?? {}).length + Object.keys(spec.resources?.limits ?? {}).length;
  const scored = of({ ...ABSENT_CPU, ...ABSENT_MEMORY }, { ...spec, resources: null });
  const nonZero =
    podLevel === 0
      ? scored
      : of({ ...('cpu' in requests ? {} : ABSENT_CPU), ...('memory' in requests ? {} : ABSENT_MEMORY) });
  return {
    ...cpuAndMemory(requests),
    ephemeralStorage: requests['ephemeral-storage'] ?? 0,
    others: Object.entries(requests).filter(([name, amount]) => amount > 0 && isScalar(name)),
    nonZero: cpuAndMemory(nonZero),
    scored: cpuAndMemory(scored),
  };
}

function cpuAndMemory({ cpu = 0, memory = 0 }: Resources): CpuAndMemory {
  return { cpu, memory };
}

/** Source: IsScalarResourceName, k8s.io/kubernetes v1.36.3, pkg/scheduler/util/utils.go. */
function isScalar(name: string): boolean {
  return name.includes('/') || name.startsWith('hugepages-') || name.startsWith('attachable-volumes-');
}
