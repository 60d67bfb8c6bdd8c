import type { Cut } from '../quorum/quorum';
import type { PodGroup } from '../world/pod-groups';
import type { World } from '../world/world';
import { type Failure, OUTSIDE } from './failure';

/** Links of more servers than this are too many to look at one by one. */
const MOST_SERVERS = 9;

export function nodeFailure(name: string): Failure {
  return { id: `node/${name}`, kind: 'node', targets: [name], nodes: [name] };
}

export function nodesFailure(names: readonly string[]): Failure {
  const [first, ...others] = [...names].sort();
  if (first !== undefined && others.length === 0) return nodeFailure(first);
  const nodes = [...names].sort();
  return { id: `nodes/${nodes.join('+')}`, kind: 'nodes', targets: nodes, nodes };
}

export function linkFailure(kind: 'link' | 'relay', cuts: readonly Cut[]): Failure {
  const targets = [...new Set(cuts.flat())];
  return { id: `${kind}/${cuts.map((cut) => cut.join('+')).join(',')}`, kind, targets, cuts };
}

/** Each side reaches only itself; nodes that no side names are one more side. */
export function partitionFailure(sides: readonly (readonly string[])[], world: World): Failure {
  const named = new Set(sides.flat());
  const rest = nodeNames(world).filter((name) => !named.has(name));
  const all = rest.length > 0 ? [...sides, rest] : sides;
  const cuts = all.flatMap((side, i) =>
    all.slice(i + 1).flatMap((other) => side.flatMap((a) => other.map((b): Cut => [a, b]))),
  );
  return {
    id: `partition/${sides.map((side) => side.join('+')).join(',')}`,
    kind: 'partition',
    targets: sides.flat(),
    cuts,
  };
}

export function podFailure(group: PodGroup, kind: 'pod' | 'hang' = 'pod'): Failure {
  return { id: `${kind}/${podId(group)}`, kind, targets: [podId(group)], group };
}

/** `shop/web`, with which of its pods where there are several kinds. */
export function podId({ object: { namespace, name }, part }: PodGroup): string {
  const words = [
    ...(namespace === '' ? ['default'] : [namespace]),
    name,
    ...(part === undefined ? [] : [part.replaceAll(' ', '-')]),
  ];
  return words.join('/');
}

export function zoneFailure(zone: string, { zones }: World): Failure {
  return { id: `zone/${zone}`, kind: 'zone', targets: [zone], nodes: zones.get(zone) ?? [] };
}

export function diskFailure(name: string): Failure {
  return { id: `disk/${name}`, kind: 'disk', targets: [name], nodes: [name] };
}

export function inOrder(kind: 'drain' | 'upgrade' | 'sequence', nodes: readonly string[]): Failure {
  return { id: `${kind}/${nodes.join(',')}`, kind, targets: nodes, nodes };
}

export function outsideFailure(what: (typeof OUTSIDE)[number]): Failure {
  return { id: `outside/${what}`, kind: 'outside', targets: [what], what };
}

/** The first servers of the list that leave too few. */
export function controlPlaneFailure({ controlPlane }: World): Failure {
  const { servers } = controlPlane;
  const fewest = controlPlane.kind === 'etcd' ? Math.ceil(servers.length / 2) : servers.length;
  return {
    id: 'control-plane/majority',
    kind: 'control-plane',
    targets: servers.slice(0, fewest),
    servers: servers.slice(0, fewest),
  };
}

/** Every failure that has one cause: of each pod, node, zone, disk, link of servers, what is outside; and drains. */
export function singleFailures(world: World): readonly Failure[] {
  const { model, groups, zones, controlPlane } = world;
  const names = nodeNames(world);
  const pods = groups.map((group) => podFailure(group));
  const outside = OUTSIDE.filter((what) => what !== 'login-server' || model.cluster).map(outsideFailure);
  if (!model.nodes.known) return [{ id: 'node/any', kind: 'any-node', targets: ['any node'] }, ...pods, ...outside];
  // Links of an etcd beside the servers count as theirs.
  const members = controlPlane.kind === 'external' ? names.filter((name) => controlPlane.members.has(name)) : [];
  const linked = [...new Set([...controlPlane.servers, ...members])].slice(0, MOST_SERVERS);
  const links = linked.flatMap((a, i) => linked.slice(i + 1).map((b): Cut => [a, b]));
  return [
    ...names.map(nodeFailure),
    // One node in a zone of its own is that node.
    ...[...zones].filter(([, members]) => members.length > 1).map(([zone]) => zoneFailure(zone, world)),
    ...(controlPlane.servers.length > 0 ? [controlPlaneFailure(world)] : []),
    ...names.map((name) => partitionFailure([[name]], world)),
    ...links.map((cut) => linkFailure('link', [cut])),
    ...(model.cluster ? links.map((cut) => linkFailure('relay', [cut])) : []),
    ...names.map(diskFailure),
    ...pods,
    ...names.map((name) => inOrder('drain', [name])),
    ...(names.length > 1 ? [inOrder('upgrade', upgradeOrder(world))] : []),
    ...outside,
  ];
}

/** Every set of two nodes or more that fail together, up to a size. */
export function nodeSets(names: readonly string[], order: number): Generator<Failure> {
  return sets(names, order);
}

function* sets(names: readonly string[], order: number): Generator<Failure> {
  function* chosen(from: number, nodes: readonly string[], size: number): Generator<readonly string[]> {
    if (nodes.length === size) {
      yield nodes;
      return;
    }
    for (let i = from; i < names.length; i++) yield* chosen(i + 1, [...nodes, names[i] ?? ''], size);
  }
  for (let size = 2; size <= order; size++) for (const nodes of chosen(0, [], size)) yield nodesFailure(nodes);
}

/** How many sets `nodeSets` gives. */
export function countNodeSets(nodes: number, order: number): number {
  let [count, sum] = [nodes, 0];
  for (let size = 2; size <= order; size++) {
    count = (count * (nodes - size + 1)) / size;
    sum += count;
  }
  return sum;
}

/** Servers first, as k3s wants it. */
function upgradeOrder(world: World): readonly string[] {
  const { servers } = world.controlPlane;
  return [...servers, ...nodeNames(world).filter((name) => !servers.includes(name))];
}

export function nodeNames({ model }: World): readonly string[] {
  return model.nodes.known ? model.nodes.all.map(({ metadata }) => metadata.name) : [];
}
