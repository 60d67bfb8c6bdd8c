import type { HostPort } from '../../model/kubernetes/host-ports';
import { allocatableOf, type Resources } from '../../model/kubernetes/resources';
import type { SchedulerNode } from './cluster';

/** What nodes offer and what is taken of it, by node number. cpu in thousandths of a core, the rest in bytes or pieces. */
export interface NodeTable {
  readonly nodes: readonly SchedulerNode[];
  readonly offers: Offers;
  readonly taken: Taken;
}

interface Offers {
  /** Unbounded where a node does not say what it has. */
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
  readonly ephemeralStorage: Float64Array;
  readonly pods: Float64Array;
  /** Extended resources and huge pages. */
  readonly others: readonly Resources[];
  /** What shares are counted of when nodes are scored. */
  readonly scoredCpu: Float64Array;
  readonly scoredMemory: Float64Array;
}

interface Taken {
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
  readonly ephemeralStorage: Float64Array;
  readonly pods: Float64Array;
  readonly others: readonly Record<string, number>[];
  /** With a small request in place of none, so that pods without requests are not free. */
  readonly nonZeroCpu: Float64Array;
  readonly nonZeroMemory: Float64Array;
  readonly ports: readonly HostPort[][];
}

/** Stands for what a node has that does not say it: nodes are compared by it, and no pod is refused. */
export const NOMINAL_NODE = { cpu: 8000, memory: 32 * 2 ** 30 } as const;

export function makeNodeTable(nodes: readonly SchedulerNode[]): NodeTable {
  const lists = nodes.map(allocatableOf);
  const amounts = (name: string, unsaid: number) =>
    Float64Array.from(lists, (list) => (list ? (list[name] ?? 0) : unsaid));
  const nothing = () => new Float64Array(nodes.length);
  return {
    nodes,
    offers: {
      cpu: amounts('cpu', Infinity),
      memory: amounts('memory', Infinity),
      ephemeralStorage: amounts('ephemeral-storage', Infinity),
      pods: amounts('pods', Infinity),
      others: lists.map((list) => list ?? UNBOUNDED),
      scoredCpu: amounts('cpu', NOMINAL_NODE.cpu),
      scoredMemory: amounts('memory', NOMINAL_NODE.memory),
    },
    taken: {
      cpu: nothing(),
      memory: nothing(),
      ephemeralStorage: nothing(),
      pods: nothing(),
      others: nodes.map(() => ({})),
      nonZeroCpu: nothing(),
      nonZeroMemory: nothing(),
      ports: nodes.map(() => []),
    },
  };
}

const UNBOUNDED: Resources = new Proxy({}, { get: () => Infinity });
