import { resolveAffinityTerm } from '../../model/kubernetes/affinity-term';
import { hostPortsOf } from '../../model/kubernetes/host-ports';
import { matchesLabelSelector } from '../../model/kubernetes/label-selector';
import type { PodAffinityTerm } from '../../model/kubernetes/types';
import type { CarriedTerm } from './carriers';
import type { SchedulerPod } from './cluster';
import { compileSpread } from './compile-spread';
import type { Identity } from './identity';
import { type NamespaceSet, type PodSelector, selects } from './pod-selector';
import { imagesOf, scoreImages } from './image-scores';
import type { DomainCounter } from './match-counter';
import type { PodClass, RequiredAffinity } from './pod-class';
import { requestsOf } from './pod-requests';
import {
  carrierOf,
  counterOf,
  domainCounterOf,
  identityOf,
  type SchedulerState,
  topologyOf,
  verdictsOf,
} from './state';

/** Works out all about a pod that decisions need again and again. */
export function compilePod(state: SchedulerState, pod: SchedulerPod): PodClass {
  const { metadata, spec } = pod;
  const identity = identityOf(
    state,
    metadata.namespace,
    metadata.labels ?? {},
    metadata.deletionTimestamp !== undefined,
  );
  const verdicts = verdictsOf(state, spec);
  const { podAffinity: towards, podAntiAffinity: apart } = spec.affinity ?? {};
  const attracting = towards?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const repelling = apart?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const weighted = [
    ...(towards?.preferredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(apart?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ weight, podAffinityTerm }) => ({
      weight: -weight,
      podAffinityTerm,
    })),
  ];
  return {
    identity,
    priority: spec.priority ?? 0,
    requests: requestsOf(pod),
    ports: hostPortsOf(spec),
    verdicts,
    images: scoreImages(
      imagesOf(spec),
      (spec.containers ?? []).length + (spec.initContainers ?? []).length,
      state.images,
      state.cluster.nodes.length,
    ),
    ...compileSpread(state, pod, identity, verdicts),
    affinity: attracting.length === 0 ? undefined : compileAffinity(state, attracting, identity),
    antiAffinity: repelling.map((term) => termCounter(state, term, identity)),
    preferences: weighted.map(({ weight, podAffinityTerm }) => ({
      counter: termCounter(state, podAffinityTerm, identity),
      weight,
    })),
    carries: [
      ...repelling.map((term) => carried(state, term, identity, true, 0)),
      // hardPodAffinityWeight is 1 in the default profile.
      ...attracting.map((term) => carried(state, term, identity, false, 1)),
      ...weighted.map(({ weight, podAffinityTerm }) => carried(state, podAffinityTerm, identity, false, weight)),
    ],
  };
}

function compileAffinity(
  state: SchedulerState,
  terms: readonly PodAffinityTerm[],
  identity: Identity,
): RequiredAffinity {
  const selectors = terms.map((term) => selectorFromHere(state, term, identity));
  const counter = counterOf(state, selectors, true);
  return {
    counters: terms.map(({ topologyKey }) => {
      const topology = topologyOf(state, topologyKey);
      return domainCounterOf(state, counter, topology, topology.domainOf);
    }),
    selfMatch: selectors.every((selector) => selects(selector, identity)),
  };
}

function termCounter(state: SchedulerState, term: PodAffinityTerm, identity: Identity): DomainCounter {
  const topology = topologyOf(state, term.topologyKey);
  const counter = counterOf(state, [selectorFromHere(state, term, identity)], true);
  return domainCounterOf(state, counter, topology, topology.domainOf);
}

function carried(
  state: SchedulerState,
  term: PodAffinityTerm,
  identity: Identity,
  repels: boolean,
  weight: number,
): CarriedTerm {
  const { namespaces, namespaceSelector, selector } = resolveAffinityTerm(term, identity);
  const named = namespacesOf(state, namespaces, namespaceSelector);
  return {
    carrier: carrierOf(state, { namespaces: named, selector }, topologyOf(state, term.topologyKey)),
    repels,
    weight,
  };
}

/**
 * What a term of a pod that comes means. A namespaceSelector that a namespace without labels would satisfy means every
 * namespace here, also those that it excludes: the selector is still asked after its namespaces were listed, and then
 * without labels.
 *
 * Source: mergeAffinityTermNamespacesIfNotEmpty, k8s.io/kubernetes v1.36.3,
 * pkg/scheduler/framework/plugins/interpodaffinity/plugin.go.
 */
function selectorFromHere(state: SchedulerState, term: PodAffinityTerm, identity: Identity): PodSelector {
  const { namespaces, namespaceSelector, selector } = resolveAffinityTerm(term, identity);
  if (matchesLabelSelector(namespaceSelector, {})) return { namespaces: 'any', selector };
  return { namespaces: namespacesOf(state, namespaces, namespaceSelector), selector };
}

function namespacesOf(
  { cluster }: SchedulerState,
  names: readonly string[],
  selector: PodAffinityTerm['namespaceSelector'],
): NamespaceSet {
  const selected = [...cluster.namespaces]
    .filter(([name, labels]) => matchesLabelSelector(selector, { ...labels, 'kubernetes.io/metadata.name': name }))
    .map(([name]) => name);
  return new Set([...names, ...selected]);
}
