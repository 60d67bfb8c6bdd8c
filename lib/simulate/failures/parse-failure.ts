import type { Cut } from '../quorum/quorum';
import type { World } from '../world/world';
import { type Failure, OUTSIDE } from './failure';
import {
  controlPlaneFailure,
  diskFailure,
  inOrder,
  linkFailure,
  nodeFailure,
  nodeNames,
  nodesFailure,
  outsideFailure,
  partitionFailure,
  podFailure,
  podId,
  zoneFailure,
} from './list-failures';

/** A part of an id that means nothing here, and what it could be. */
export interface UnknownFailure {
  readonly unknown: string;
  readonly what: string;
  readonly known: readonly string[];
}

export const KINDS = [
  'node',
  'nodes',
  'zone',
  'pod',
  'hang',
  'disk',
  'link',
  'relay',
  'partition',
  'control-plane',
  'outside',
  'drain',
  'upgrade',
  'sequence',
] as const;

/** The failure that an id names, such as `node/a`, `nodes/a+b` or `partition/a+b,c`. */
export function parseFailure(id: string, world: World): Failure | UnknownFailure {
  const slash = id.indexOf('/');
  const [kind, rest] = slash === -1 ? [id, ''] : [id.slice(0, slash), id.slice(slash + 1)];
  const names = nodeNames(world);
  const lists = rest.split(',').map((list) => list.split('+'));
  const wrong = lists.flat().find((name) => !names.includes(name));
  const ofNodes = (make: () => Failure | undefined, shape: string): Failure | UnknownFailure => {
    if (wrong !== undefined) return { unknown: wrong, what: 'a node', known: names };
    return make() ?? { unknown: id, what: shape, known: names };
  };
  const named = lists.flat();
  const one = named.length === 1 ? named[0] : undefined;
  switch (kind) {
    case 'node':
      if (!world.model.nodes.known && rest === 'any') return { id, kind: 'any-node', targets: ['any node'] };
      return ofNodes(() => (one === undefined ? undefined : nodeFailure(one)), 'one node, or several as nodes/A+B');
    case 'nodes':
      return ofNodes(() => nodesFailure([...new Set(named)]), 'nodes, as nodes/A+B');
    case 'disk':
      return ofNodes(() => (one === undefined ? undefined : diskFailure(one)), 'the disk of one node');
    case 'zone':
      return world.zones.has(rest)
        ? zoneFailure(rest, world)
        : { unknown: rest, what: 'a zone', known: [...world.zones.keys()] };
    case 'pod':
    case 'hang': {
      const group = world.groups.find((candidate) => podId(candidate) === rest);
      if (group) return podFailure(group, kind);
      return { unknown: rest, what: 'a workload, as NAMESPACE/NAME', known: world.groups.map(podId) };
    }
    case 'link':
    case 'relay':
      return ofNodes(() => {
        const pairs = lists.flatMap(pairOf);
        return pairs.length === lists.length ? linkFailure(kind, pairs) : undefined;
      }, `two nodes for each link, as ${kind}/A+B,A+C`);
    case 'partition':
      return ofNodes(
        () => (new Set(named).size === named.length ? partitionFailure(lists, world) : undefined),
        'each node on one side, as partition/A+B,C',
      );
    case 'drain':
    case 'upgrade':
      return ofNodes(() => inOrder(kind, named), `nodes in turn, as ${kind}/A,B`);
    case 'sequence':
      return ofNodes(() => (named.length > 1 ? inOrder(kind, named) : undefined), 'two nodes or more, as sequence/A,B');
    case 'control-plane':
      return rest === 'majority' ? controlPlaneFailure(world) : { unknown: rest, what: 'a part', known: ['majority'] };
    case 'outside': {
      const what = OUTSIDE.find((word) => word === rest);
      return what ? outsideFailure(what) : { unknown: rest, what: 'a thing outside', known: OUTSIDE };
    }
    default:
      return { unknown: kind, what: 'a kind of failure', known: KINDS };
  }
}

/** Both ends of a link; nothing where it has not two. */
function pairOf([a, b, ...more]: readonly string[]): readonly Cut[] {
  return a === undefined || b === undefined || a === b || more.length > 0 ? [] : [[a, b]];
}
