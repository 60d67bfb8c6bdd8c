import { placePods } from '../placement/place-pods';
import { readCluster } from '../placement/read-cluster';
import type { SchedulerNode, SchedulerPod } from '../scheduler/cluster';
import { podName } from '../scheduler/cluster';
import type { Scenario } from '../simulation-result';
import type { World } from '../world/world';

/** With more pods than this times failures nobody waits for a likely placement after each. */
const MOST_PODS = 20_000;

const UNREACHABLE = ['NoSchedule', 'NoExecute'].map((effect) => ({ key: 'node.kubernetes.io/unreachable', effect }));

/**
 * Pods of lost nodes that find no other, as kube-scheduler would likely have placed all of them before and would place
 * these after. The lost nodes stay in the cluster, tainted, with pods that cannot finish ending. Pods of DaemonSets and
 * StatefulSets wait for their node and are not told.
 */
export function pendingPods(world: World, seed: number): (lost: ReadonlySet<string>) => Scenario['pending'] {
  const { model } = world;
  let base: ReturnType<typeof readCluster> | undefined;
  let placed: readonly SchedulerPod[] = [];
  let pendingBefore = new Set<string>();
  return (lost) => {
    if (lost.size === 0 || !model.nodes.known) return [];
    if (!base) {
      base = readCluster(
        model.objects.map(({ manifest }) => manifest),
        model.nodes.all,
      );
      const steps = base.pods.length > MOST_PODS ? [] : placePods(base.cluster, base.pods, seed);
      const chosen = new Map(steps.map(({ pod, chosen: node }) => [pod, node]));
      pendingBefore = new Set(steps.flatMap(({ pod, chosen: node }) => (node === null ? [pod] : [])));
      placed = base.pods.flatMap((pod) => {
        const nodeName = pod.spec.nodeName ?? chosen.get(podName(pod));
        return nodeName ? [{ ...pod, spec: { ...pod.spec, nodeName } }] : [];
      });
    }
    const nodes = base.cluster.nodes.map((node) => (lost.has(node.metadata.name) ? unreachable(node) : node));
    const moved = placed.filter((pod) => lost.has(pod.spec.nodeName ?? '') && isReplaced(pod));
    if (moved.length === 0) return [];
    const ending = moved.map((pod) => ({
      ...pod,
      metadata: { ...pod.metadata, deletionTimestamp: '1970-01-01T00:00:00Z' },
    }));
    const gone = new Set(moved);
    const others = placed.filter((pod) => !gone.has(pod));
    const again = moved.map(({ metadata, spec }) => {
      const { nodeName, ...free } = spec;
      return nodeName === undefined
        ? { metadata, spec }
        : { metadata: { ...metadata, name: `${metadata.name}-again` }, spec: free };
    });
    return placePods({ ...base.cluster, nodes }, [...others, ...ending, ...again], seed).flatMap(
      ({ pod, chosen, reason }) => {
        const name = pod.replace(/-again$/, '');
        return chosen === null && reason !== null && !pendingBefore.has(name) ? [{ pod: name, reason }] : [];
      },
    );
  };
}

function isReplaced({ metadata }: SchedulerPod): boolean {
  const owner = (metadata.ownerReferences ?? []).find(({ controller }) => controller === true);
  return owner !== undefined && owner.kind !== 'DaemonSet' && owner.kind !== 'StatefulSet';
}

function unreachable(node: SchedulerNode): SchedulerNode {
  return { ...node, spec: { ...node.spec, taints: [...(node.spec?.taints ?? []), ...UNREACHABLE] } };
}
