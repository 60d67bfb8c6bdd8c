import type { ClusterModel } from '../../model/cluster-model';
import { at, objects, text } from '../../model/json';
import type { KubeObject } from '../../model/kube-object';
import { matchesLabelSelector } from '../../model/kubernetes/label-selector';
import type { PodGroup } from './pod-groups';

/**
 * Pods that run, by the group that made them: a cluster as it is, where nothing has to be assumed. A group without any
 * such pod is not in the answer.
 */
export function runningPods(
  model: ClusterModel,
  groups: ReadonlyMap<string, readonly PodGroup[]>,
): ReadonlyMap<PodGroup, ReadonlyMap<string, number>> {
  const running = new Map<PodGroup, Map<string, number>>();
  for (const pod of model.ofType('Pod')) {
    const node = text(pod.spec['nodeName']);
    if (node === undefined || !isReady(pod)) continue;
    const owner = (groups.get(pod.namespace) ?? []).find(({ workload }) => workload && owns(workload, pod));
    if (!owner) continue;
    const nodes = running.get(owner) ?? new Map<string, number>();
    running.set(owner, nodes.set(node, (nodes.get(node) ?? 0) + 1));
  }
  return running;
}

function owns({ selector, object, kind }: NonNullable<PodGroup['workload']>, pod: KubeObject): boolean {
  return kind === 'pod' ? object === pod : matchesLabelSelector(selector, pod.labels);
}

/** A pod that says nothing of it is taken for ready, unless it ends. */
function isReady({ manifest }: KubeObject): boolean {
  if (at(manifest, 'metadata', 'deletionTimestamp') !== undefined) return false;
  const phase = at(manifest, 'status', 'phase');
  if (phase !== undefined && phase !== 'Running') return false;
  const ready = objects(at(manifest, 'status', 'conditions')).find(({ type }) => type === 'Ready');
  return ready === undefined || ready['status'] === 'True';
}
