import type { Manifest } from '../../model/manifest';
import type { Labels, PodSpec, ResourceList, Toleration } from '../../model/kubernetes/types';
import { keep } from '../keep';
import type { SchedulerPod, SchedulerPodSpec } from '../scheduler/cluster';

/** Objects by which the API server completes pods. */
export interface ClassObjects {
  readonly priorities: readonly Manifest[];
  readonly runtimes: readonly Manifest[];
}

const BUILT_IN = new Map([
  ['system-cluster-critical', 2_000_000_000],
  ['system-node-critical', 2_000_001_000],
]);

interface RuntimeClass {
  readonly overhead?: { readonly podFixed?: ResourceList | null } | null;
  readonly scheduling?: {
    readonly nodeSelector?: Labels | null;
    readonly tolerations?: readonly Toleration[] | null;
  } | null;
}

/**
 * Pods with the priority of their class, and with the overhead and the nodes of their runtime class. What they say
 * themselves stays. Pods that share a spec share it afterwards.
 *
 * Source: admission plugins Priority and RuntimeClass, k8s.io/kubernetes v1.36.3, plugin/pkg/admission.
 */
export function podCompleter(classes: ClassObjects): (pod: SchedulerPod) => SchedulerPod {
  const completed = new Map<SchedulerPodSpec, SchedulerPodSpec>();
  return (pod) => ({ ...pod, spec: keep(completed, pod.spec, () => completeSpec(pod.spec, classes)) });
}

function completeSpec(spec: SchedulerPodSpec, classes: ClassObjects): SchedulerPodSpec {
  const runtime = classes.runtimes.find(({ metadata }) => metadata.name === spec.runtimeClassName) as
    RuntimeClass | undefined;
  const overhead = spec.overhead ?? runtime?.overhead?.podFixed;
  const { nodeSelector, tolerations } = runtime?.scheduling ?? {};
  return {
    ...spec,
    priority: spec.priority ?? priorityOf(spec, classes.priorities),
    ...(preempts(spec, classes.priorities) ? {} : { preemptionPolicy: 'Never' }),
    ...(overhead ? { overhead } : {}),
    ...(nodeSelector ? { nodeSelector: { ...spec.nodeSelector, ...nodeSelector } } : {}),
    ...(tolerations ? { tolerations: [...(spec.tolerations ?? []), ...tolerations] } : {}),
  };
}

/** The priority that a class gives a pod which names none itself. */
export function priorityOf(spec: Pick<PodSpec, 'priorityClassName'>, classes: readonly Manifest[]): number {
  const value = classOf(spec, classes)?.['value'];
  return typeof value === 'number' ? value : (BUILT_IN.get(spec.priorityClassName ?? '') ?? 0);
}

/** Whether a pod that finds no node may have others evicted: its own policy, or that of its class. */
export function preempts(
  spec: Pick<PodSpec, 'priorityClassName' | 'preemptionPolicy'>,
  classes: readonly Manifest[],
): boolean {
  return (spec.preemptionPolicy ?? classOf(spec, classes)?.['preemptionPolicy']) !== 'Never';
}

/** The class that a pod names, or the default; the lowest of several defaults holds. */
function classOf(
  { priorityClassName }: Pick<PodSpec, 'priorityClassName'>,
  classes: readonly Manifest[],
): Manifest | undefined {
  if (priorityClassName) return classes.find(({ metadata }) => metadata.name === priorityClassName);
  return classes
    .filter((one) => one['globalDefault'] === true)
    .toSorted((a, b) => Number(a['value']) - Number(b['value']))[0];
}
