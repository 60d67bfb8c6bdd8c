import { type CutSets, minimalCutSets } from '../../model/placement/cut-sets';
import { referenceTo } from '../../model/object-reference';
import type { Workbench } from '../judge/workbench';
import { keep } from '../keep';
import { nodeNames } from '../failures/list-failures';
import { explainUnclear } from '../explain-unclear';
import { evictedFor } from '../outcome/evicted';
import { tolerance } from '../quorum/quorum';
import type { NamedCutSet, SimulationResult } from '../simulation-result';
import { disksOf } from '../storage/volume-outcome';
import type { Volume } from '../storage/volumes';
import { describeGroup, type PodGroup } from '../world/pod-groups';
import { surroundingsOf, type World } from '../world/world';
import { serviceCutSets } from './service-cut-sets';

type Found = Pick<SimulationResult, 'cutSets' | 'unclear'>;

/**
 * Of the API, each service and each volume the smallest sets of nodes that stop it when all of them fail, up to `order`
 * nodes; of sets that are alike one. One after the other: whoever asks may stop between two.
 */
export function* namedCutSets(bench: Workbench, order: number): Generator<Found> {
  const { world, losses } = bench;
  const known = new Map<string, CutSets>();
  if (!world.model.nodes.known) return;
  yield { cutSets: ofApi(world, order), unclear: [] };
  for (const group of world.groups) {
    yield ofGroup(group, world, order, (make) =>
      keep(known, `${losses.numberOf(group) ?? describeGroup(group)} ${group.need}`, make),
    );
    yield evictable(group, bench, order);
    for (const volume of world.volumes.get(group) ?? [])
      yield { cutSets: ofVolume(volume, group, world, order), unclear: [] };
  }
  for (const { object, groups } of world.shared) {
    const [first] = groups;
    if (!first) continue;
    const base = {
      what: 'service',
      object: referenceTo(object),
      name: `${object.kind} ${object.namespace}/${object.name}`,
    } as const;
    const { sets, unclear } = serviceCutSets(
      groups.map(({ pods }) => pods),
      surroundingsOf(world, first),
      { order },
    );
    yield {
      cutSets: sets.map(({ nodes, alike }) => ({ ...base, nodes, alike })),
      unclear: unclear.slice(0, 1).map(({ reason }) => ({ name: base.name, reason: explainUnclear(reason) })),
    };
  }
}

function ofApi(world: World, order: number): readonly NamedCutSet[] {
  const { controlPlane } = world;
  const { servers } = controlPlane;
  if (controlPlane.kind === 'unknown') return [];
  const some = (names: readonly string[], size: number): readonly NamedCutSet[] =>
    size > Math.min(order, names.length)
      ? []
      : [{ what: 'api', object: null, name: 'API', nodes: names.slice(0, size), alike: choose(names.length, size) }];
  if (controlPlane.kind === 'etcd') return some(servers, tolerance(servers.length) + 1);
  const members = nodeNames(world).filter((name) => controlPlane.members.has(name));
  const ofEtcd = tolerance(controlPlane.members.size) + 1;
  const both = servers.filter((name) => members.includes(name)).length;
  return [
    ...some(members, ofEtcd),
    ...(both >= ofEtcd && members.length >= ofEtcd ? [] : some(servers, servers.length)),
  ];
}

/** @param kept gives what groups with the same problem have had */
function ofGroup(group: PodGroup, world: World, order: number, kept: (make: () => CutSets) => CutSets): Found {
  const name = describeGroup(group);
  const base = { what: 'service', object: referenceTo(group.object), name } as const;
  const running = world.running.get(group);
  if (running)
    return {
      cutSets: ofRunning(running, group.need, order).map((nodes) => ({ ...base, nodes, alike: 1 })),
      unclear: [],
    };
  if (group.asksForUnknownNodes) return { cutSets: [], unclear: [{ name, reason: explainUnclear('unknown-nodes') }] };
  const { sets, unclear } = kept(() =>
    minimalCutSets(group.pods, surroundingsOf(world, group), { order, need: group.need }),
  );
  return {
    cutSets: sets.map(({ nodes, alike }) => ({ ...base, nodes, alike })),
    unclear: unclear.slice(0, 1).map(({ reason }) => ({ name, reason: explainUnclear(reason) })),
  };
}

/** Fewer nodes may do, where the loss of them has pods of higher priority placed anew. */
function evictable(group: PodGroup, { evictions }: Workbench, order: number): Found {
  const by = evictions.stoppedBy(group, order);
  const unclear = by.length > 0 ? [{ name: describeGroup(group), reason: evictedFor(by) }] : [];
  return { cutSets: [], unclear };
}

/** The nodes of pods that run: each smallest choice of them that leaves fewer than needed. */
function ofRunning(running: ReadonlyMap<string, number>, need: number, order: number): readonly (readonly string[])[] {
  const names = [...running.keys()];
  const total = [...running.values()].reduce((sum, pods) => sum + pods, 0);
  const found: (readonly string[])[] = [];
  let level: (readonly string[])[] = [[]];
  for (let size = 0; size <= order; size++) {
    const left = level.filter((nodes) => {
      if (found.some((cut) => cut.every((name) => nodes.includes(name)))) return false;
      const lost = nodes.reduce((sum, name) => sum + (running.get(name) ?? 0), 0);
      if (total - lost >= need) return true;
      found.push(nodes);
      return false;
    });
    level = left.flatMap((nodes) => names.slice(names.indexOf(nodes.at(-1) ?? '') + 1).map((name) => [...nodes, name]));
  }
  return found;
}

function ofVolume(
  { name, keeps, copies, perPod }: Volume,
  group: PodGroup,
  world: World,
  order: number,
): readonly NamedCutSet[] {
  const disks = disksOf(world);
  const each = keeps === 'node' ? 1 : keeps === 'replicated' ? Math.min(copies ?? Infinity, disks.length) : Infinity;
  const size = keeps === 'node' && perPod ? group.replicas : each;
  if (size > order || size > disks.length || size === 0) return [];
  const alike = choose(disks.length, size);
  return [{ what: 'volume', object: referenceTo(group.object), name, nodes: disks.slice(0, size), alike }];
}

function choose(from: number, size: number): number {
  let ways = 1;
  for (let i = 1; i <= size; i++) ways = (ways * (from - size + i)) / i;
  return Math.round(ways);
}
