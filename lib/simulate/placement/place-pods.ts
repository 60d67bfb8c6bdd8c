import { makeRandom } from '../random';
import { admitPod } from '../scheduler/admit-pod';
import { podName, type SchedulerCluster, type SchedulerPod } from '../scheduler/cluster';
import { decide } from '../scheduler/decide';
import { addPod } from '../scheduler/placed-pods';
import { makeState, type SchedulerState } from '../scheduler/state';

/** What became of one pod. */
export interface PlacementStep {
  /** namespace/name */
  readonly pod: string;
  /** Nodes that may take it, in the cluster's order. */
  readonly feasible: readonly string[];
  /** Those of them that kube-scheduler likes best; it takes any of them. */
  readonly best: readonly string[];
  /** One of the best; null when the pod stays pending. */
  readonly chosen: string | null;
  /** Why it stays pending, in kube-scheduler's words; null when it does not. */
  readonly reason: string | null;
}

/**
 * Places pods as kube-scheduler would: higher priority first, otherwise in the given order. Pods with a nodeName are
 * there already. No pod is evicted for another.
 *
 * @param seed decides between nodes that are equally good
 */
export function placePods(
  cluster: SchedulerCluster,
  pods: readonly SchedulerPod[],
  seed: number,
): readonly PlacementStep[] {
  return placeInto(makeState(cluster), pods, seed);
}

/** The same into a state, which has all pods afterwards that found a node. */
export function placeInto(
  state: SchedulerState,
  pods: readonly SchedulerPod[],
  seed: number,
): readonly PlacementStep[] {
  const names = state.cluster.nodes.map(({ metadata }) => metadata.name);
  const random = makeRandom(seed);
  const admitted = pods.map(admitPod);
  for (const pod of admitted) {
    const { nodeName } = pod.spec;
    // A pod of a node that is gone takes nothing.
    if (nodeName && state.numberOf.has(nodeName)) addPod(state, pod, nodeName);
  }
  return inQueueOrder(admitted.filter(({ spec }) => !spec.nodeName)).map((pod) => {
    const { feasible, best, reason = null } = decide(state, pod);
    const chosen = names[best[Math.floor(random() * best.length)] ?? -1] ?? null;
    if (chosen !== null) addPod(state, pod, chosen);
    const named = (numbers: readonly number[]) => numbers.map((node) => names[node] ?? '');
    return { pod: podName(pod), feasible: named(feasible), best: named(best), chosen, reason };
  });
}

/**
 * The order in which the scheduler takes pending pods.
 *
 * Source: PrioritySort, k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins/queuesort.
 */
export function inQueueOrder(pods: readonly SchedulerPod[]): readonly SchedulerPod[] {
  return pods.toSorted((a, b) => (b.spec.priority ?? 0) - (a.spec.priority ?? 0));
}
