import type { SchedulerNode } from './cluster';

/** The domains into which a label of nodes divides them, numbered from 0. */
export interface Topology {
  readonly key: string;
  /** Domain of each node, -1 for a node without the label. */
  readonly domainOf: Int32Array;
  /** The same, but nodes without the label are in the domain of the empty value, as the default spread has it. */
  readonly domainOrEmpty: Int32Array;
  /** Number of domains, that of the empty value included. */
  readonly size: number;
}

export function makeTopology(key: string, nodes: readonly SchedulerNode[]): Topology {
  const numbers = new Map<string, number>([['', 0]]);
  const domainOf = new Int32Array(nodes.length).fill(-1);
  nodes.forEach(({ metadata: { labels } }, node) => {
    const value = labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (value === undefined) return;
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    domainOf[node] = number;
  });
  return { key, domainOf, domainOrEmpty: domainOf.map((domain) => Math.max(domain, 0)), size: numbers.size };
}
