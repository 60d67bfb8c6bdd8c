import type { PodSelector } from './pod-selector';
import type { Topology } from './topology';

/** A term of affinity that placed pods have, with how many of them are in each domain: it concerns pods that come. */
export interface Carrier {
  readonly selector: PodSelector;
  readonly topology: Topology;
  /** Placed pods whose required anti-affinity it is, by domain. */
  readonly repelling: Int32Array;
  /** What it adds to a node's score, by domain. */
  readonly weights: Int32Array;
}

/** How a pod has a term. */
export interface CarriedTerm {
  readonly carrier: Carrier;
  readonly repels: boolean;
  /** Added to scores: required affinity counts 1, preferred terms their weight, negative for anti-affinity. */
  readonly weight: number;
}

export function makeCarrier(selector: PodSelector, topology: Topology): Carrier {
  return {
    selector,
    topology,
    repelling: new Int32Array(topology.size),
    weights: new Int32Array(topology.size),
  };
}

/** Notes that a pod with the term came to a node (1) or went from it (-1). */
export function carry({ carrier, repels, weight }: CarriedTerm, node: number, change: 1 | -1): void {
  const domain = carrier.topology.domainOf[node] ?? -1;
  if (domain < 0) return;
  if (repels) carrier.repelling[domain] = (carrier.repelling[domain] ?? 0) + change;
  carrier.weights[domain] = (carrier.weights[domain] ?? 0) + weight * change;
}
