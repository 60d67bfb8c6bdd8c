import type { Cut } from '../quorum/quorum';
import type { World } from '../world/world';
import { type Failure, OUTSIDE } from './failure';
import {
  controlPlaneFailure,
  diskFailure,
  inOrder,
  linkFailure,
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
  const ofNodes = (make: () => Failure): Failure | UnknownFailure =>
    wrong === undefined ? make() : { unknown: wrong, what: 'a node', known: names };
  const one = lists[0]?.[0] ?? '';
  switch (kind) {
    case 'node':
      if (!world.model.nodes.known && rest === 'any') return { id, kind: 'any-node', targets: ['any node'] };
      return ofNodes(() => nodesFailure([one]));
    case 'nodes':
      return ofNodes(() => nodesFailure([...new Set(lists.flat())]));
    case 'disk':
      return ofNodes(() => diskFailure(one));
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
      return ofNodes(() => linkFailure(kind, lists.map(pairOf)));
    case 'partition':
      return ofNodes(() => partitionFailure(lists, world));
    case 'drain':
    case 'upgrade':
    case 'sequence':
      return ofNodes(() => inOrder(kind, lists.flat()));
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

/** Both ends of a link; a single name is a link to itself, which is never cut. */
function pairOf([a = '', b = a]: readonly string[]): Cut {
  return [a, b];
}
