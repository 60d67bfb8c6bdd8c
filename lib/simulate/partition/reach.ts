import type { Cut } from '../quorum/quorum';

/** Whether one node reaches another by a direct link. Links are a graph: each is cut by itself. */
export type Reaches = (a: string, b: string) => boolean;

export function reachAfter(cuts: readonly Cut[]): Reaches {
  const key = (a: string, b: string) => (a < b ? `${a}\n${b}` : `${b}\n${a}`);
  const cut = new Set(cuts.map(([a, b]) => key(a, b)));
  return (a, b) => a === b || !cut.has(key(a, b));
}

/** Nodes that reach no server that answers: kubelets and clients ask any of them, each by a direct link. */
export function cutOff(
  nodes: readonly string[],
  serving: ReadonlySet<string>,
  cuts: readonly Cut[],
): ReadonlySet<string> {
  const reaches = reachAfter(cuts);
  return new Set(nodes.filter((name) => ![...serving].some((server) => reaches(name, server))));
}

/** Whether somebody who has the API still asks a server whose etcd has no leader. */
export function asksUnled(
  running: readonly string[],
  led: ReadonlySet<string>,
  nodes: readonly string[],
  cuts: readonly Cut[],
): boolean {
  const reaches = reachAfter(cuts);
  const unled = running.filter((server) => !led.has(server));
  const clients = nodes.filter((name) => [...led].some((server) => reaches(name, server)));
  return unled.some((server) => clients.some((name) => reaches(name, server)));
}

/** Links between nodes that both have the API: nobody notices, and requests over them fail. */
export function unseenCuts(lost: ReadonlySet<string>, cuts: readonly Cut[]): readonly Cut[] {
  return cuts.filter(([a, b]) => !lost.has(a) && !lost.has(b));
}

/** Whether a link between two of them is cut. */
export function cutBetweenAny(names: readonly string[], cuts: readonly Cut[]): boolean {
  const known = new Set(names);
  return cuts.some(([a, b]) => a !== b && known.has(a) && known.has(b));
}

/** Nodes that reach the same nodes, themselves among them. */
export interface Side {
  readonly nodes: readonly string[];
  readonly reaches: ReadonlySet<string>;
}

/** @param some those that are asked about @param all every node */
export function sidesOf(some: Iterable<string>, all: readonly string[], cuts: readonly Cut[]): readonly Side[] {
  const reaches = reachAfter(cuts);
  const sides = new Map<string, { readonly nodes: string[]; readonly reaches: ReadonlySet<string> }>();
  for (const name of some) {
    const reached = all.filter((other) => reaches(name, other));
    const key = reached.join('\n');
    const side = sides.get(key) ?? { nodes: [], reaches: new Set(reached) };
    side.nodes.push(name);
    sides.set(key, side);
  }
  return [...sides.values()];
}
