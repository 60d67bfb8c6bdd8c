import type { Labels } from '../../model/kubernetes/types';
import { type Carrier, makeCarrier } from './carriers';
import type { SchedulerCluster, SchedulerPod } from './cluster';
import { type Identity, makeIdentity } from './identity';
import { type PodSelector, selects } from './pod-selector';
import { type ImageState, indexImages } from './image-scores';
import { type DomainCounter, makeDomainCounter, makeMatchCounter, type MatchCounter } from './match-counter';
import { keep } from '../keep';
import { judgeNodes, type NodeDemands, type NodeVerdicts } from './node-verdicts';
import { makeNodeTable, type NodeTable } from './node-table';
import type { PodClass } from './pod-class';
import { makeTopology, type Topology } from './topology';

/**
 * A cluster with its pods, kept so that a decision needs no look at each pod: what is counted is counted when a pod
 * comes or goes. Only addPod and removePod change it.
 */
export interface SchedulerState {
  readonly cluster: SchedulerCluster;
  readonly table: NodeTable;
  readonly numberOf: ReadonlyMap<string, number>;
  readonly images: ReadonlyMap<string, ImageState>;
  readonly pods: Map<string, PlacedPod>;
  readonly kept: Kept;
}

export interface PlacedPod {
  readonly pod: SchedulerPod;
  readonly podClass: PodClass;
  readonly node: number;
}

/** What is made once and shared, by a key that says all about it. */
interface Kept {
  readonly topologies: Map<string, Topology>;
  readonly identities: Map<string, Identity>;
  readonly verdicts: Map<string, NodeVerdicts>;
  readonly counters: Map<string, MatchCounter>;
  readonly domains: Map<string, DomainCounter>;
  readonly carriers: Map<string, Carrier>;
  readonly classes: Map<string, PodClass>;
  /** What of a spec tells classes apart; pods of one template share it. */
  readonly specKeys: WeakMap<SchedulerPod['spec'], string>;
  /** The same by pod: one is asked about before it is placed. */
  readonly classOf: WeakMap<SchedulerPod, PodClass>;
  /** The values of `counters` and `carriers`, in the order they were made. */
  readonly allCounters: MatchCounter[];
  readonly allCarriers: Carrier[];
}

/** @param cluster holds the namespace of every pod that will come */
export function makeState(cluster: SchedulerCluster): SchedulerState {
  return {
    cluster,
    table: makeNodeTable(cluster.nodes),
    numberOf: new Map(cluster.nodes.map(({ metadata }, node) => [metadata.name, node])),
    images: indexImages(cluster.nodes),
    pods: new Map(),
    kept: {
      topologies: new Map(),
      identities: new Map(),
      verdicts: new Map(),
      counters: new Map(),
      domains: new Map(),
      carriers: new Map(),
      classes: new Map(),
      specKeys: new WeakMap(),
      classOf: new WeakMap(),
      allCounters: [],
      allCarriers: [],
    },
  };
}

/** The terms of placed pods that mean an identity. */
export function carriersOf({ kept: { allCarriers } }: SchedulerState, identity: Identity): readonly Carrier[] {
  for (; identity.carriersSeen < allCarriers.length; identity.carriersSeen++) {
    const carrier = allCarriers[identity.carriersSeen];
    if (carrier && selects(carrier.selector, identity)) identity.carriers.push(carrier);
  }
  return identity.carriers;
}

export function topologyOf({ kept, cluster }: SchedulerState, key: string): Topology {
  return keep(kept.topologies, key, () => makeTopology(key, cluster.nodes));
}

export function identityOf(
  { kept }: SchedulerState,
  namespace: string,
  labels: Labels,
  terminating: boolean,
): Identity {
  const key = JSON.stringify([namespace, terminating, Object.entries(labels).sort()]);
  return keep(kept.identities, key, () => makeIdentity(namespace, labels, terminating));
}

export function verdictsOf({ kept, cluster }: SchedulerState, demands: NodeDemands): NodeVerdicts {
  return keep(kept.verdicts, demandsKey(demands), () => judgeNodes(demands, cluster.nodes));
}

export function counterOf(
  { kept, cluster }: SchedulerState,
  selectors: readonly PodSelector[],
  terminating: boolean,
): MatchCounter {
  return keep(kept.counters, selectorsKey(selectors, terminating), () => {
    const made = makeMatchCounter(selectors, terminating, cluster.nodes.length, kept.identities.values());
    kept.allCounters.push(made);
    return made;
  });
}

/** @param domainOf of the nodes whose pods count; -1 for the others */
export function domainCounterOf(
  { kept }: SchedulerState,
  counter: MatchCounter,
  topology: Topology,
  domainOf: Int32Array,
): DomainCounter {
  const key = `${selectorsKey(counter.selectors, counter.terminating)} ${topology.key} ${domainOf.join()}`;
  return keep(kept.domains, key, () => makeDomainCounter(counter, topology, domainOf));
}

export function carrierOf({ kept }: SchedulerState, selector: PodSelector, topology: Topology): Carrier {
  return keep(kept.carriers, `${selectorsKey([selector], true)} ${topology.key}`, () => {
    const made = makeCarrier(selector, topology);
    kept.allCarriers.push(made);
    return made;
  });
}

function selectorsKey(selectors: readonly PodSelector[], terminating: boolean): string {
  const parts = selectors.map(({ namespaces, selector }) => [
    namespaces === 'any' ? namespaces : [...namespaces].sort(),
    selector ?? null,
  ]);
  return JSON.stringify([terminating, parts]);
}

function demandsKey({ nodeName, nodeSelector, affinity, tolerations }: NodeDemands): string {
  return JSON.stringify([nodeName, nodeSelector, affinity?.nodeAffinity, tolerations]);
}
