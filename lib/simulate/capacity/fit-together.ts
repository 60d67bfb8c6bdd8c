import { type HostPort, hostPortsConflict, hostPortsOf } from '../../model/kubernetes/host-ports';
import { allocatableOf, podRequests, type Resources } from '../../model/kubernetes/resources';
import { bindableNodes, onePod, type Occupancy } from '../../model/placement/occupancy';
import { toPlacementProblem, type PlacementProblem } from '../../model/placement/placement-problem';
import type { PodSet, Surroundings } from '../../model/placement/pod-set';
import type { InconclusiveReason } from '../../model/placement/worst-loss';

/**
 * Whether all pods of all sets find a node at the same time.
 *
 * - `fits`: as shown; pods in the order of `steps` pass every filter.
 * - `lacks-room`: in no order and on no nodes.
 * - `inconclusive`: the search gave up, or what is given does not tell.
 */
export type Fit =
  | {
      readonly verdict: 'fits';
      readonly steps: readonly { readonly set: number; readonly node: string }[];
      readonly states: number;
    }
  | { readonly verdict: 'lacks-room'; readonly states: number }
  | { readonly verdict: 'inconclusive'; readonly reason: InconclusiveReason; readonly states: number };

/** A set in numbers, with its pods so far. */
interface Part {
  readonly set: number;
  readonly problem: PlacementProblem;
  readonly requests: Resources;
  readonly ports: readonly HostPort[];
  readonly cells: Occupancy;
  /** For each node of the problem its number among all nodes. */
  readonly nodes: readonly number[];
}

interface NodeRoom {
  readonly name: string;
  /** What is left; resources that are not named are without limit. */
  readonly left: Record<string, number>;
  readonly ports: HostPort[][];
}

/** One pod: the nodes that it may have, and which of them has been tried. */
interface Choice {
  readonly part: Part;
  readonly candidates: readonly number[];
  tried: number;
}

/**
 * Looks for places for all pods of all sets on the nodes given, with every hard constraint of each set on itself. Large
 * pods come first, each on the first node that takes it; where that fails, all other ways are tried up to `budget`
 * placements of one pod. Sets with one pod a node are not packed: put what they take into `reserved`.
 */
export function fitTogether(sets: readonly PodSet[], surroundings: Surroundings, budget = 20_000): Fit {
  const rooms = surroundings.nodes.map((node): NodeRoom => ({
    name: node.metadata.name,
    left: minus(allocatableOf(node) ?? {}, surroundings.reserved ?? {}),
    ports: [],
  }));
  const parts: Part[] = [];
  for (const [number, set] of sets.entries()) {
    if (set.replicas === 'perNode') continue;
    const part = toPart(number, set, surroundings);
    if ('unclear' in part) return { verdict: 'inconclusive', reason: part.unclear, states: 0 };
    parts.push(part);
  }
  if (exceedsTotal(parts, rooms)) return { verdict: 'lacks-room', states: 0 };
  const sized = parts.map((part) => ({ part, size: sizeOf(part, rooms) })).sort((a, b) => b.size - a.size);
  const queue = sized.flatMap(({ part }) => Array.from({ length: part.problem.replicas }, () => part));

  const choices: Choice[] = [];
  let states = 0;
  while (choices.length < queue.length) {
    const part = queue[choices.length];
    if (!part) break;
    let choice: Choice | undefined = { part, candidates: candidatesFor(part, rooms, choices.at(-1)), tried: -1 };
    choices.push(choice);
    // Back to the last pod that has another node to go to.
    while (choice && choice.tried + 1 >= choice.candidates.length) {
      choices.pop();
      choice = choices.at(-1);
      if (choice) move(choice, rooms, -1);
    }
    if (!choice) return { verdict: 'lacks-room', states };
    if (++states > budget + queue.length) return { verdict: 'inconclusive', reason: 'budget', states };
    choice.tried++;
    move(choice, rooms, 1);
  }
  const steps = choices.map(({ part, candidates, tried }) => ({
    set: part.set,
    node: part.problem.nodes[candidates[tried] ?? 0] ?? '',
  }));
  return { verdict: 'fits', steps, states };
}

function toPart(number: number, set: PodSet, surroundings: Surroundings): Part | { unclear: InconclusiveReason } {
  const problem = toPlacementProblem(set, surroundings);
  if ('unclear' in problem) return problem;
  const numbers = new Map(surroundings.nodes.map((node, i) => [node.metadata.name, i]));
  return {
    set: number,
    problem,
    requests: { ...podRequests(set.spec), pods: 1 },
    ports: hostPortsOf(set.spec),
    cells: new Int32Array(problem.nodes.length),
    nodes: problem.nodes.map((name) => numbers.get(name) ?? 0),
  };
}

/**
 * Nodes that take one more pod now. Where it does not matter in which order pods of a set come, they take nodes in
 * order, so that no placement is tried twice.
 */
function candidatesFor(part: Part, rooms: readonly NodeRoom[], before: Choice | undefined): number[] {
  const ordered = before?.part === part && part.problem.spreads.length + part.problem.affinities.length === 0;
  const first = ordered ? (before.candidates[before.tried] ?? 0) : 0;
  const bindable = bindableNodes(part.problem, part.cells, 0);
  return part.problem.nodes.flatMap((_, node) => {
    const room = rooms[part.nodes[node] ?? 0];
    return node >= first && room && hasRoom(room, part) && bindable(node) ? [node] : [];
  });
}

function hasRoom({ left, ports }: NodeRoom, part: Part): boolean {
  return (
    Object.entries(part.requests).every(([name, amount]) => amount === 0 || amount <= (left[name] ?? Infinity)) &&
    (part.ports.length === 0 || ports.every((taken) => !hostPortsConflict(taken, part.ports)))
  );
}

/** Puts the pod onto its node, or takes it away. */
function move({ part, candidates, tried }: Choice, rooms: readonly NodeRoom[], by: 1 | -1): void {
  const node = candidates[tried] ?? 0;
  const room = rooms[part.nodes[node] ?? 0];
  if (!room) return;
  part.cells[node] = (part.cells[node] ?? 0) + by * onePod(0);
  for (const [name, amount] of Object.entries(part.requests)) {
    const left = room.left[name];
    if (left !== undefined) room.left[name] = left - by * amount;
  }
  if (part.ports.length === 0) return;
  if (by === 1) room.ports.push([...part.ports]);
  else room.ports.pop();
}

/** Whether all pods together ask for more of a resource than all nodes have. */
function exceedsTotal(parts: readonly Part[], rooms: readonly NodeRoom[]): boolean {
  const asked = new Map<string, number>();
  for (const { requests, problem } of parts)
    for (const [name, amount] of Object.entries(requests))
      asked.set(name, (asked.get(name) ?? 0) + amount * problem.replicas);
  return [...asked].some(
    ([name, amount]) => amount > rooms.reduce((sum, { left }) => sum + (left[name] ?? Infinity), 0),
  );
}

/** The share of the scarcest resource that one pod takes of all nodes. */
function sizeOf({ requests }: Part, rooms: readonly NodeRoom[]): number {
  const shares = Object.entries(requests).map(
    ([name, amount]) => amount / rooms.reduce((sum, { left }) => sum + (left[name] ?? Infinity), 0),
  );
  return Math.max(0, ...shares.filter((share) => Number.isFinite(share)));
}

function minus(some: Resources, others: Resources): Record<string, number> {
  return Object.fromEntries(Object.entries(some).map(([name, amount]) => [name, amount - (others[name] ?? 0)]));
}
