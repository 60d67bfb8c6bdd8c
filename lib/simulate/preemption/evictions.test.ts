import { clusterModel } from '../../model/build-model';
import type { Manifest } from '../../model/manifest';
import type { SourcedObject } from '../../model/source';
import { makeWorkbench } from '../judge/workbench';
import { makeRandom } from '../random';
import { makeWorld } from '../world/world';

/** Pods of a Deployment. */
interface Kind {
  readonly replicas: number;
  readonly cpu: number;
  readonly priority: number;
  readonly preempts: boolean;
  readonly apart: boolean;
  /** A kind that it may not share a node with. */
  readonly avoids: number | undefined;
  readonly hostPort: number;
}

/** Cores of each node, and kinds of pods. */
interface Small {
  readonly nodes: readonly number[];
  readonly kinds: readonly Kind[];
}

function randomCase(random: () => number): Small {
  const below = (most: number) => Math.floor(random() * most);
  const count = 2 + below(3);
  return {
    nodes: Array.from({ length: 2 + below(2) }, () => 1 + below(4)),
    kinds: Array.from({ length: count }, () => ({
      replicas: 1 + below(2),
      cpu: below(3),
      priority: below(3),
      preempts: below(6) > 0,
      apart: below(2) === 0,
      avoids: below(8) === 0 ? below(count) : undefined,
      hostPort: below(6) === 0 ? 80 : 0,
    })),
  };
}

const sourced = (manifest: object): SourcedObject => ({
  manifest: manifest as Manifest,
  source: { document: { file: 'm.yaml', index: 0, line: 1, text: '' }, path: [] },
});

function toWorld({ nodes, kinds }: Small) {
  const to = (kind: number) => ({
    topologyKey: 'kubernetes.io/hostname',
    labelSelector: { matchLabels: { app: `k${kind}` } },
  });
  return makeWorld(
    clusterModel([
      ...nodes.map((cpu, i) =>
        sourced({
          apiVersion: 'v1',
          kind: 'Node',
          metadata: { name: `n${i}`, labels: { 'kubernetes.io/hostname': `n${i}` } },
          status: { allocatable: { cpu: String(cpu), pods: '110' } },
        }),
      ),
      ...kinds.map(({ replicas, cpu, priority, preempts, apart, avoids, hostPort }, i) =>
        sourced({
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: `k${i}`, namespace: 'shop' },
          spec: {
            replicas,
            selector: { matchLabels: { app: `k${i}` } },
            template: {
              metadata: { labels: { app: `k${i}` } },
              spec: {
                priority,
                preemptionPolicy: preempts ? 'PreemptLowerPriority' : 'Never',
                containers: [
                  {
                    name: 'm',
                    image: 'm',
                    resources: { requests: { cpu: String(cpu) } },
                    ports: [{ containerPort: 80, hostPort }],
                  },
                ],
                affinity: {
                  podAntiAffinity: {
                    requiredDuringSchedulingIgnoredDuringExecution: [
                      ...(apart ? [to(i)] : []),
                      ...(avoids === undefined ? [] : [to(avoids)]),
                    ],
                  },
                },
              },
            },
          },
        }),
      ),
    ]),
  );
}

/** A pod by its kind; `moved`: not one of those that ran before the failure. */
interface Pod {
  readonly kind: number;
  readonly moved: boolean;
}

/** Pods by node, and those that no node has. */
interface State {
  readonly nodes: readonly (readonly Pod[])[];
  readonly pending: readonly number[];
}

function fits({ nodes, kinds }: Small, on: readonly Pod[], node: number, kind: number): boolean {
  const own = kinds[kind];
  if (!own) return false;
  const there = on.flatMap((pod) => kinds[pod.kind] ?? []);
  return (
    there.reduce((sum, { cpu }) => sum + cpu, own.cpu) <= Math.max(nodes[node] ?? 0, own.cpu === 0 ? Infinity : 0) &&
    on.every(
      (pod, i) =>
        !(own.apart && pod.kind === kind) &&
        own.avoids !== pod.kind &&
        there[i]?.avoids !== kind &&
        (own.hostPort === 0 || there[i]?.hostPort !== own.hostPort),
    )
  );
}

/** Every placement of all pods that is legal in some order. */
function* placements(small: Small): Generator<State> {
  const empty: State = { nodes: small.nodes.map(() => []), pending: [] };
  const all = small.kinds.flatMap(({ replicas }, kind) => Array.from({ length: replicas }, () => kind));
  const seen = new Set<string>();
  function* place(state: State, left: readonly number[]): Generator<State> {
    const key = keyOf({ ...state, pending: left });
    if (seen.has(key)) return;
    seen.add(key);
    if (left.length === 0) yield state;
    for (const [i, kind] of left.entries())
      for (const node of small.nodes.keys())
        if (fits(small, state.nodes[node] ?? [], node, kind))
          yield* place(
            { ...state, nodes: state.nodes.with(node, [...(state.nodes[node] ?? []), { kind, moved: false }]) },
            left.toSpliced(i, 1),
          );
  }
  yield* place(empty, all);
}

function keyOf({ nodes, pending }: State): string {
  const pods = nodes.map((on) => on.map(({ kind, moved }) => `${kind}${moved ? 'm' : ''}`).sort());
  return JSON.stringify([pods, [...pending].sort()]);
}

/** Every state that may follow the loss of a node: pods that are placed anew, and those evicted for them. */
function* afterLoss(small: Small, before: State, lost: number): Generator<State> {
  const start: State = {
    nodes: before.nodes.with(lost, []),
    pending: (before.nodes[lost] ?? []).map(({ kind }) => kind),
  };
  const seen = new Set<string>();
  const open = [start];
  for (let state = open.pop(); state; state = open.pop()) {
    const key = keyOf(state);
    if (seen.has(key)) continue;
    seen.add(key);
    yield state;
    for (const [i, kind] of state.pending.entries()) {
      const pending = state.pending.toSpliced(i, 1);
      const put = (node: number, on: readonly Pod[], evicted: readonly Pod[]): State => ({
        nodes: state.nodes.with(node, [...on, { kind, moved: true }]),
        pending: [...pending, ...evicted.map((pod) => pod.kind)],
      });
      const alive = [...small.nodes.keys()].filter((node) => node !== lost);
      const feasible = alive.filter((node) => fits(small, state.nodes[node] ?? [], node, kind));
      if (feasible.length > 0) open.push(...feasible.map((node) => put(node, state.nodes[node] ?? [], [])));
      else if (small.kinds[kind]?.preempts)
        for (const node of alive)
          for (const { kept, victims } of evictions(small, state.nodes[node] ?? [], node, kind))
            open.push(put(node, kept, victims));
    }
  }
}

/** Whom a pod may have evicted from a node: all below it, but those that still fit, the most important first. */
function evictions(small: Small, on: readonly Pod[], node: number, kind: number) {
  const priority = (pod: Pod) => small.kinds[pod.kind]?.priority ?? 0;
  const own = small.kinds[kind]?.priority ?? 0;
  const lower = on.filter((pod) => priority(pod) < own);
  const others = on.filter((pod) => priority(pod) >= own);
  if (lower.length === 0 || !fits(small, others, node, kind)) return [];
  return orders(lower)
    .filter((order) => order.every((pod, i) => i === 0 || priority(order[i - 1] ?? pod) >= priority(pod)))
    .map((order) => {
      const kept = [...others];
      const victims: Pod[] = [];
      for (const pod of order) (fits(small, [...kept, pod], node, kind) ? kept : victims).push(pod);
      return { kept, victims };
    });
}

function orders<T>(list: readonly T[]): readonly (readonly T[])[] {
  if (list.length === 0) return [[]];
  return list.flatMap((one, i) => orders(list.toSpliced(i, 1)).map((rest) => [one, ...rest]));
}

test('who is said not to be evicted is not, in every placement and order of 300 small clusters', () => {
  const random = makeRandom(5);
  const counts = { safe: 0, safeBesideOthers: 0, evicted: 0, unsure: 0 };
  for (let i = 0; i < 300; i++) {
    const small = randomCase(random);
    const world = toWorld(small);
    const bench = makeWorkbench(world);
    const before = [...placements(small)];
    for (const lost of small.nodes.keys()) {
      const states = before.flatMap((placement) => [...afterLoss(small, placement, lost)]);
      for (const [kind, group] of world.groups.entries()) {
        const left = ({ nodes }: State) => nodes.flat().filter((pod) => pod.kind === kind && !pod.moved).length;
        const names = new Set([`n${lost}`]);
        if (before.length === 0 || bench.losses.of(group, names).verdict !== 'survives') continue;
        const by = bench.evictions.stoppedBy(group, names);
        const fewest = Math.min(...states.map(left));
        if (by.length === 0) expect([i, lost, kind, small, fewest >= 1]).toEqual([i, lost, kind, small, true]);
        if (by.length > 0) counts[fewest === 0 ? 'evicted' : 'unsure']++;
        else counts[bench.evictions.threatTo(group, names).times > 0 ? 'safeBesideOthers' : 'safe']++;
      }
    }
  }
  // Each answer has to come up for the comparison to mean anything.
  expect(Math.min(counts.safe, counts.evicted)).toBeGreaterThan(15);
});

test('who is evicted may have others evicted: each is counted', () => {
  const one = { replicas: 1, cpu: 3, preempts: true, apart: false, avoids: undefined, hostPort: 0 };
  const low = { ...one, replicas: 3, cpu: 2, priority: 0, apart: true };
  const verdicts = [0, 1].map((priority) => {
    const kinds = [{ ...one, priority: 2 }, { ...one, priority }, low];
    const world = toWorld({ nodes: [4, 4, 4, 4], kinds });
    const group = world.groups[2];
    // The loss takes one of three, and each eviction at most one more.
    return group ? makeWorkbench(world).evictions.stoppedBy(group, new Set(['n0'])).length : 0;
  });
  expect(verdicts).toEqual([0, 2]);
});
