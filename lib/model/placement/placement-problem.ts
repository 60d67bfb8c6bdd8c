import { readConstraints, type Constraints, type Unclear } from './read-constraints';
import { nodeCapacity } from './node-capacity';
import { isCountedFor, isEligible, labelsWithHostname } from './eligible-nodes';
import type { PodSet, Surroundings } from './pod-set';
import type { Labels } from '../kubernetes/types';

/** For each node the number of its domain, or NONE. */
export type Domains = readonly number[];

export const NONE = -1;

/** A topology spread constraint with `DoNotSchedule` that counts the set's own pods. */
export interface Spread {
  readonly maxSkew: number;
  readonly minDomains: number;
  /** NONE for nodes that do not count. */
  readonly domains: Domains;
  /** Whether it counts pods of the same revision only (`matchLabelKeys`). */
  readonly perRevision: boolean;
  /** Whether a node with a taint that is not tolerated still counts (`nodeTaintsPolicy: Ignore`). */
  readonly countsTainted: boolean;
}

/** Required pod affinity or anti-affinity of the set to itself. */
export interface SelfTerm {
  readonly domains: Domains;
  readonly perRevision: boolean;
}

/** Where pods of a set may go, in numbers. Nodes that neither take pods nor count for a constraint are left out. */
export interface PlacementProblem {
  readonly nodes: readonly string[];
  readonly replicas: number;
  readonly maxSurge: number;
  /** How many of the pods a node takes, at most `replicas` and `maxSurge`. */
  readonly capacity: readonly number[];
  readonly spreads: readonly Spread[];
  readonly affinities: readonly SelfTerm[];
  readonly antiAffinities: readonly SelfTerm[];
}

/** Puts a pod set and its nodes into numbers, or says why its placement cannot be told from them. */
export function toPlacementProblem(pods: PodSet, surroundings: Surroundings): PlacementProblem | Unclear {
  const constraints = readConstraints(pods, surroundings);
  if ('unclear' in constraints) return constraints;
  const nodes = surroundings.nodes.map((node) => ({ node, labels: labelsWithHostname(node) }));
  const eligible = nodes.map(({ node, labels }) => isEligible(pods, constraints, node, labels));
  const replicas = pods.replicas === 'perNode' ? eligible.filter(Boolean).length : pods.replicas;
  const maxSurge = pods.maxSurge ?? 0;
  const capacity = nodeCapacity(pods, surroundings, replicas + maxSurge);
  if ('unclear' in capacity) return capacity;
  const counted = constraints.spreads.map(({ constraint }) =>
    nodes.map(({ node, labels }) => isCountedFor(pods, constraints, constraint, node, labels)),
  );
  const kept = nodes.flatMap(({ labels }, i) => {
    const room = eligible[i] === true ? (capacity[i] ?? 0) : 0;
    return room > 0 || counted.some((perNode) => perNode[i]) ? [{ i, labels, room }] : [];
  });
  return {
    nodes: kept.map(({ i }) => nodes[i]?.node.metadata.name ?? ''),
    replicas,
    maxSurge,
    capacity: kept.map(({ room }) => room),
    ...numbered(constraints, kept, counted),
  };
}

type Kept = readonly { readonly i: number; readonly labels: Labels }[];

function numbered(constraints: Constraints, kept: Kept, counted: readonly (readonly boolean[])[]) {
  const terms = (list: Constraints['affinities']) =>
    list.map(({ topologyKey, perRevision }) => ({ domains: domainsOf(kept, topologyKey), perRevision }));
  return {
    spreads: constraints.spreads.map(({ constraint, perRevision }, s) => ({
      maxSkew: constraint.maxSkew,
      minDomains: constraint.minDomains ?? 1,
      domains: domainsOf(kept, constraint.topologyKey, (i) => counted[s]?.[i] === true),
      perRevision,
      countsTainted: constraint.nodeTaintsPolicy !== 'Honor',
    })),
    affinities: terms(constraints.affinities),
    antiAffinities: terms(constraints.antiAffinities),
  };
}

function domainsOf(kept: Kept, key: string, counts: (node: number) => boolean = () => true): Domains {
  const numbers = new Map<string, number>();
  return kept.map(({ i, labels }) => {
    const value = labels[key];
    if (value === undefined || !counts(i)) return NONE;
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    return number;
  });
}
