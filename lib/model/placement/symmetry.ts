import { NONE, type Domains, type PlacementProblem } from './placement-problem';
import type { Occupancy } from './occupancy';

/**
 * Which nodes can be exchanged without changing anything: nodes of one group, and whole components (all nodes that
 * share a domain, as those of a zone) of one type.
 */
export interface Symmetry {
  readonly components: readonly Component[];
  /** For each node the number of its group. */
  readonly groupOf: readonly number[];
}

interface Component {
  /** Components with equal types are alike. */
  readonly type: string;
  readonly groups: readonly (readonly number[])[];
}

/**
 * The symmetry of a problem; `mark` tells apart nodes that play different parts, such as those that fail, and `more`
 * are domains that matter besides those of the constraints.
 */
export function findSymmetry(
  problem: PlacementProblem,
  mark: (node: number) => string,
  more: readonly Domains[] = [],
): Symmetry {
  const constraints = [
    ...more,
    ...problem.spreads.map((spread) => spread.domains),
    ...problem.affinities.map((term) => term.domains),
    ...problem.antiAffinities.map((term) => term.domains),
  ].map((domains) => ({ domains, sizes: sizesOf(domains) }));
  const shared = (node: number) =>
    constraints.map(({ domains, sizes }) => {
      const domain = domains[node] ?? NONE;
      return domain !== NONE && (sizes.get(domain) ?? 0) > 1 ? domain : undefined;
    });
  const local = (node: number) =>
    [
      mark(node),
      problem.capacity[node],
      ...constraints.map(({ domains }, i) =>
        domains[node] === NONE ? '-' : shared(node)[i] === undefined ? 'alone' : 'shared',
      ),
    ].join(' ');

  const groups = new Map<string, Group & { readonly nodes: number[]; readonly number: number }>();
  const groupOf: number[] = [];
  for (let node = 0; node < problem.nodes.length; node++) {
    const signature = local(node);
    const key = `${signature} ${shared(node).join(',')}`;
    const group = groups.get(key) ?? { local: signature, shared: shared(node), nodes: [], number: groups.size };
    groups.set(key, group);
    group.nodes.push(node);
    groupOf.push(group.number);
  }
  return { components: componentsOf([...groups.values()]), groupOf };
}

interface Group {
  readonly local: string;
  readonly shared: readonly (number | undefined)[];
  readonly nodes: readonly number[];
}

function sizesOf(domains: Domains): ReadonlyMap<number, number> {
  const sizes = new Map<number, number>();
  for (const domain of domains) sizes.set(domain, (sizes.get(domain) ?? 0) + 1);
  return sizes;
}

function componentsOf(groups: readonly Group[]): Component[] {
  const byDomain = new Map<string, Group[]>();
  const componentOf = new Map<Group, Set<Group>>();
  for (const group of groups) {
    componentOf.set(group, new Set([group]));
    for (const [constraint, domain] of group.shared.entries()) {
      if (domain === undefined) continue;
      const key = `${constraint}:${domain}`;
      const neighbours = byDomain.get(key) ?? [];
      byDomain.set(key, [...neighbours, group]);
      const [neighbour] = neighbours;
      if (!neighbour) continue;
      const [into, from] = [componentOf.get(neighbour), componentOf.get(group)];
      if (!into || !from || into === from) continue;
      for (const member of from) {
        into.add(member);
        componentOf.set(member, into);
      }
    }
  }
  return [...new Set(componentOf.values())].map((members) => {
    const sorted = [...members].sort((a, b) => (a.local < b.local ? -1 : a.local > b.local ? 1 : 0));
    return { type: typeOf(sorted), groups: sorted.map((group) => group.nodes) };
  });
}

/** Domains are named in the order in which they come, so that only how they are shared matters. */
function typeOf(groups: readonly Group[]): string {
  const names = new Map<string, number>();
  return groups
    .map(({ local, shared, nodes }) => {
      const domains = shared.map((domain, constraint) => {
        if (domain === undefined) return '';
        const key = `${constraint}:${domain}`;
        names.set(key, names.get(key) ?? names.size);
        return names.get(key);
      });
      return `${local} ${domains.join(',')} ${nodes.length}`;
    })
    .join(';');
}

/** A text that is the same for occupancies that differ only by exchanging alike nodes and components. */
export function canonicalKey({ components }: Symmetry, cells: Occupancy): string {
  return components
    .map(({ type, groups }) => `${type}=${groups.map((nodes) => contentOf(nodes, cells)).join('/')}`)
    .sort()
    .join('|');
}

function contentOf(nodes: readonly number[], cells: Occupancy): string {
  const used: number[] = [];
  for (const node of nodes) {
    const cell = cells[node] ?? 0;
    if (cell !== 0) used.push(cell);
  }
  return used.length > 1 ? used.sort((a, b) => a - b).join(',') : used.join();
}

/** One node for each kind of node: nodes of a group with the same content lead to the same. */
export function representatives({ groupOf }: Symmetry, cells: Occupancy): number[] {
  const seen = new Set<number>();
  const nodes: number[] = [];
  for (const [node, group] of groupOf.entries()) {
    const kind = group * 2 ** 27 + (cells[node] ?? 0);
    if (seen.has(kind)) continue;
    seen.add(kind);
    nodes.push(node);
  }
  return nodes;
}

/** How many occupancies there are that `canonicalKey` gives the same text as this one. */
export function orbitSize({ components }: Symmetry, cells: Occupancy): number {
  const byType = new Map<string, string[]>();
  let size = 1;
  for (const { type, groups } of components) {
    const contents = groups.map((nodes) => nodes.map((node) => cells[node] ?? 0));
    for (const group of contents) size *= arrangements(group);
    byType.set(type, [...(byType.get(type) ?? []), contents.map((group) => group.sort().join()).join('/')]);
  }
  for (const contents of byType.values()) size *= arrangements(contents);
  return Math.round(size);
}

/** In how many orders a list can be, where equal entries cannot be told apart. */
function arrangements(list: readonly (string | number)[]): number {
  const counts = new Map<string | number, number>();
  let orders = 1;
  for (const [i, entry] of list.entries()) {
    const count = (counts.get(entry) ?? 0) + 1;
    counts.set(entry, count);
    orders *= (i + 1) / count;
  }
  return orders;
}
