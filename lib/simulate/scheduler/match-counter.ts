import type { Identity } from './identity';
import { type PodSelector, selects } from './pod-selector';
import type { Topology } from './topology';

/** Keeps count, on each node, of the placed pods that selectors mean. */
export interface MatchCounter {
  /** A pod counts when all of them select it. */
  readonly selectors: readonly PodSelector[];
  /** Whether pods that are being deleted count: for affinity they do, for spread they do not. */
  readonly terminating: boolean;
  readonly perNode: Int32Array;
  readonly domains: DomainCounter[];
}

/** The same count by the domains of a topology. */
export interface DomainCounter {
  readonly topology: Topology;
  /** Domain of each node whose pods count; -1 for the others. */
  readonly domainOf: Int32Array;
  readonly counts: Int32Array;
  /** 1 for the domains that have nodes whose pods count. */
  readonly present: Uint8Array;
  readonly presentCount: number;
}

export function makeMatchCounter(
  selectors: readonly PodSelector[],
  terminating: boolean,
  nodes: number,
  placed: Iterable<Identity>,
): MatchCounter {
  const counter: MatchCounter = { selectors, terminating, perNode: new Int32Array(nodes), domains: [] };
  for (const identity of placed)
    if (counts(counter, identity)) for (const [node, pods] of identity.placed) add(counter.perNode, node, pods);
  return counter;
}

export function counts({ selectors, terminating }: MatchCounter, identity: Identity): boolean {
  return (terminating || !identity.terminating) && selectors.every((selector) => selects(selector, identity));
}

/** @param domainOf of the nodes whose pods count; -1 for the others */
export function makeDomainCounter(counter: MatchCounter, topology: Topology, domainOf: Int32Array): DomainCounter {
  const [sums, present] = [new Int32Array(topology.size), new Uint8Array(topology.size)];
  domainOf.forEach((domain, node) => {
    if (domain < 0) return;
    add(sums, domain, counter.perNode[node] ?? 0);
    present[domain] = 1;
  });
  const presentCount = present.reduce((total, one) => total + one, 0);
  const made: DomainCounter = { topology, domainOf, counts: sums, present, presentCount };
  counter.domains.push(made);
  return made;
}

/** Notes that a pod which the counter counts came (1) or went (-1). */
export function count(counter: MatchCounter, node: number, change: 1 | -1): void {
  add(counter.perNode, node, change);
  for (const { domainOf, counts: sums } of counter.domains) {
    const domain = domainOf[node] ?? -1;
    if (domain >= 0) add(sums, domain, change);
  }
}

function add(counters: Int32Array, index: number, amount: number): void {
  counters[index] = (counters[index] ?? 0) + amount;
}
