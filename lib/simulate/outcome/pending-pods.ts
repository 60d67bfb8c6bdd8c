import { keep } from '../keep';
import { inQueueOrder, placeInto, placePods } from '../placement/place-pods';
import { readCluster } from '../placement/read-cluster';
import { podName, type SchedulerCluster, type SchedulerNode, type SchedulerPod } from '../scheduler/cluster';
import { decide } from '../scheduler/decide';
import { addPod, removePod } from '../scheduler/placed-pods';
import { makeState, type SchedulerState } from '../scheduler/state';
import type { Scenario } from '../simulation-result';
import type { World } from '../world/world';

type Pending = Scenario['pending'];

/** All pods where kube-scheduler would likely have put them. */
interface Base {
  readonly state: SchedulerState;
  readonly cluster: SchedulerCluster;
  readonly byNode: ReadonlyMap<string, readonly SchedulerPod[]>;
  /** Each pod as it ends, and the one that takes its place. */
  readonly endings: Map<SchedulerPod, SchedulerPod>;
  readonly successors: Map<SchedulerPod, SchedulerPod>;
}

const UNREACHABLE = ['NoSchedule', 'NoExecute'].map((effect) => ({ key: 'node.kubernetes.io/unreachable', effect }));

/**
 * Pods of lost nodes that find no other, as kube-scheduler would likely have placed all of them before and would place
 * these after. The lost nodes stay in the cluster, tainted, with pods that cannot finish ending. Pods of DaemonSets and
 * StatefulSets wait for their node and are not told.
 */
export function pendingPods(world: World, seed: number): (lost: ReadonlySet<string>) => Pending {
  let base: Base | undefined;
  const known = new Map<string, Pending>();
  return (lost) => {
    if (lost.size === 0 || !world.model.nodes.known) return [];
    const key = [...lost].sort().join();
    let pending = known.get(key);
    if (pending) return pending;
    base ??= placeAll(world, seed);
    pending = allFindPlaces(base, lost) ? [] : placedAnew(base, lost, seed);
    known.set(key, pending);
    return pending;
  };
}

function placeAll({ model }: World, seed: number): Base {
  const { cluster, pods } = readCluster(
    model.objects.map(({ manifest }) => manifest),
    model.nodes.all,
  );
  const state = makeState(cluster);
  placeInto(state, pods, seed);
  const byNode = new Map(cluster.nodes.map(({ metadata }): [string, SchedulerPod[]] => [metadata.name, []]));
  for (const { pod, node } of state.pods.values()) byNode.get(cluster.nodes[node]?.metadata.name ?? '')?.push(pod);
  return { state, cluster, byNode, endings: new Map(), successors: new Map() };
}

/**
 * Whether each pod finds a node that is not lost while the lost ones still count as empty ones, which never makes it
 * easier. The state is the same afterwards.
 */
function allFindPlaces({ state, cluster, byNode, endings, successors }: Base, lost: ReadonlySet<string>): boolean {
  const undo: (() => void)[] = [];
  const moved: SchedulerPod[] = [];
  for (const node of lost) {
    for (const pod of (byNode.get(node) ?? []).filter(isReplaced)) {
      moved.push(pod);
      removePod(state, podName(pod));
      addPod(
        state,
        keep(endings, pod, () => ending(pod)),
        node,
      );
      undo.push(() => {
        removePod(state, podName(pod));
        addPod(state, pod, node);
      });
    }
  }
  const nameOf = (node: number) => cluster.nodes[node]?.metadata.name ?? '';
  const placed = inQueueOrder(moved).every((pod) => {
    const again = keep(successors, pod, () => anew(pod));
    const { best, feasible } = decide(state, again);
    const node = [...best, ...feasible].map(nameOf).find((name) => !lost.has(name));
    if (node === undefined) return false;
    addPod(state, again, node);
    undo.push(() => removePod(state, podName(again)));
    return true;
  });
  for (const back of undo.reverse()) back();
  return placed;
}

/** The same from the beginning, with taints on the lost nodes. */
function placedAnew({ cluster, byNode }: Base, lost: ReadonlySet<string>, seed: number): Pending {
  const nodes = cluster.nodes.map((node) => (lost.has(node.metadata.name) ? unreachable(node) : node));
  const pods = [...byNode].flatMap(([node, list]) =>
    list.flatMap((pod) => {
      const there = { ...pod, spec: { ...pod.spec, nodeName: node } };
      return lost.has(node) && isReplaced(pod) ? [ending(there), anew(pod)] : [there];
    }),
  );
  return placePods({ ...cluster, nodes }, pods, seed).flatMap(({ pod, chosen, reason }) =>
    chosen === null && reason !== null ? [{ pod: pod.replace(/-again$/, ''), reason }] : [],
  );
}

function ending(pod: SchedulerPod): SchedulerPod {
  return { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '1970-01-01T00:00:00Z' } };
}

function anew({ metadata, spec }: SchedulerPod): SchedulerPod {
  const name = `${metadata.name}-again`;
  if (spec.nodeName === undefined) return { metadata: { ...metadata, name }, spec };
  const free = Object.fromEntries(Object.entries(spec).filter(([field]) => field !== 'nodeName'));
  return { metadata: { ...metadata, name }, spec: free };
}

function isReplaced({ metadata }: SchedulerPod): boolean {
  const owner = (metadata.ownerReferences ?? []).find(({ controller }) => controller === true);
  return owner !== undefined && owner.kind !== 'DaemonSet' && owner.kind !== 'StatefulSet';
}

function unreachable(node: SchedulerNode): SchedulerNode {
  return { ...node, spec: { ...node.spec, taints: [...(node.spec?.taints ?? []), ...UNREACHABLE] } };
}
