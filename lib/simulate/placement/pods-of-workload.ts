import type { LabelSelector, Labels, Toleration } from '../../model/kubernetes/types';
import type { ControllerSelector, SchedulerNode, SchedulerPod, SchedulerPodSpec } from '../scheduler/cluster';
import { judgeNodes } from '../scheduler/node-verdicts';

export const WORKLOAD_KINDS: readonly string[] = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'];

/** A controller of pods, by what decides how many pods it makes and how they look. */
export interface Workload {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: {
    readonly replicas?: number | null;
    readonly parallelism?: number | null;
    readonly completions?: number | null;
    readonly ordinals?: { readonly start?: number } | null;
    readonly selector?: LabelSelector | null;
    readonly template?: {
      readonly metadata?: { readonly labels?: Labels | null } | null;
      readonly spec?: SchedulerPodSpec | null;
    } | null;
  } | null;
}

/** Source: AddOrUpdateDaemonPodTolerations, k8s.io/kubernetes v1.36.3, pkg/controller/daemon/util. */
const DAEMON_TOLERATIONS: readonly Toleration[] = [
  ...['not-ready', 'unreachable'].map((name) => ({ name, effect: 'NoExecute' })),
  ...['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'].map((name) => ({
    name,
    effect: 'NoSchedule',
  })),
].map(({ name, effect }) => ({ key: `node.kubernetes.io/${name}`, operator: 'Exists', effect }));
const NETWORK_UNAVAILABLE: Toleration = {
  key: 'node.kubernetes.io/network-unavailable',
  operator: 'Exists',
  effect: 'NoSchedule',
};

/**
 * The pods that a workload makes, in the order in which it makes them, with the labels that its controllers add. Names
 * end in numbers from 0 also where Kubernetes has random letters.
 */
export function podsOfWorkload(workload: Workload, nodes: readonly SchedulerNode[]): readonly SchedulerPod[] {
  const { kind, metadata, spec } = workload;
  const template = spec?.template?.spec ?? {};
  if (kind === 'DaemonSet') return daemonPods(workload, template, nodes);
  const first = kind === 'StatefulSet' ? (spec?.ordinals?.start ?? 0) : 0;
  return Array.from({ length: countOf(workload) }, (_, index) => {
    const name = `${metadata.name}-${first + index}`;
    const own: Labels =
      kind === 'StatefulSet'
        ? { 'statefulset.kubernetes.io/pod-name': name, 'apps.kubernetes.io/pod-index': String(first + index) }
        : {};
    return makePod(workload, name, own, template);
  });
}

/** What a workload contributes to the default spread of its pods; undefined for kinds that do not. */
export function controllerOf(workload: Workload): ControllerSelector | undefined {
  const { kind, metadata, spec } = workload;
  if (kind !== 'Deployment' && kind !== 'ReplicaSet' && kind !== 'StatefulSet') return undefined;
  const selector = spec?.selector ?? undefined;
  return {
    kind: kind === 'Deployment' ? 'ReplicaSet' : kind,
    namespace: metadata.namespace ?? 'default',
    name: ownerName(workload),
    selector: selector && { ...selector, matchLabels: { ...selector.matchLabels, ...hashLabels(workload) } },
  };
}

function countOf({ kind, spec }: Workload): number {
  if (kind !== 'Job') return Math.max(0, spec?.replicas ?? 1);
  return Math.max(0, Math.min(spec?.parallelism ?? 1, spec?.completions ?? Infinity));
}

/** One pod for each node on which the controller wants one, bound to it by node affinity. */
function daemonPods(
  workload: Workload,
  template: SchedulerPodSpec,
  nodes: readonly SchedulerNode[],
): readonly SchedulerPod[] {
  const added = template.hostNetwork === true ? [...DAEMON_TOLERATIONS, NETWORK_UNAVAILABLE] : DAEMON_TOLERATIONS;
  const tolerant = { ...template, tolerations: [...(template.tolerations ?? []), ...added] };
  const { rejections } = judgeNodes(tolerant, nodes);
  return nodes
    .filter((_, node) => !rejections[node])
    .map(({ metadata: { name } }, index) => {
      const term = { matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }] };
      const nodeAffinity = {
        ...template.affinity?.nodeAffinity,
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] },
      };
      const spec = { ...tolerant, affinity: { ...template.affinity, nodeAffinity } };
      return makePod(workload, `${workload.metadata.name}-${index}`, {}, spec);
    });
}

function makePod(workload: Workload, name: string, own: Labels, spec: SchedulerPodSpec): SchedulerPod {
  const { apiVersion, kind, metadata } = workload;
  const labels = { ...workload.spec?.template?.metadata?.labels, ...hashLabels(workload), ...own };
  const owner = {
    apiVersion: kind === 'Deployment' ? 'apps/v1' : apiVersion,
    kind: kind === 'Deployment' ? 'ReplicaSet' : kind,
    name: ownerName(workload),
    controller: true,
  };
  return { metadata: { name, namespace: metadata.namespace ?? 'default', labels, ownerReferences: [owner] }, spec };
}

/** A Deployment's pods belong to a ReplicaSet, which is named after the template. */
function ownerName(workload: Workload): string {
  const { kind, metadata } = workload;
  return kind === 'Deployment' ? `${metadata.name}-${hashOf(workload)}` : metadata.name;
}

/** The label that tells the pods of one revision from those of another; its value here is not the one of a cluster. */
function hashLabels(workload: Workload): Labels {
  const { kind, metadata } = workload;
  if (kind === 'Deployment') return { 'pod-template-hash': hashOf(workload) };
  if (kind === 'StatefulSet') return { 'controller-revision-hash': `${metadata.name}-${hashOf(workload)}` };
  return kind === 'DaemonSet' ? { 'controller-revision-hash': hashOf(workload) } : {};
}

/** FNV-1a of the workload's name and template. */
function hashOf({ metadata, spec }: Workload): string {
  let hash = 0x811c9dc5;
  for (const letter of JSON.stringify([metadata.name, spec?.template]))
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(36);
}
