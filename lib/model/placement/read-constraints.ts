import { matchesAffinityTerm, resolveAffinityTerm, type PodIdentity } from '../kubernetes/affinity-term';
import { isEmptySelector, matchesLabelSelector, withLabelKeys } from '../kubernetes/label-selector';
import type { PodAffinityTerm, TopologySpreadConstraint } from '../kubernetes/types';
import type { PodSet, Surroundings } from './pod-set';

/** Why the placement of a pod set cannot be told from what is given. */
export interface Unclear {
  readonly unclear: 'affinity-to-others' | 'selects-others' | 'invalid-quantity';
}

export interface Constraints {
  /** Constraints that count the set's own pods. */
  readonly spreads: readonly { readonly constraint: TopologySpreadConstraint; readonly perRevision: boolean }[];
  readonly affinities: readonly { readonly topologyKey: string; readonly perRevision: boolean }[];
  readonly antiAffinities: readonly { readonly topologyKey: string; readonly perRevision: boolean }[];
  /** Labels that a node must have for the pods to come. */
  readonly requiredKeys: readonly string[];
  /** Labels that a node must have for its pods to count for a spread constraint. */
  readonly spreadKeys: readonly string[];
}

/** The label by which Deployments tell their revisions apart; StatefulSets and DaemonSets have another one. */
const REVISION_LABELS = ['pod-template-hash', 'controller-revision-hash'];

/**
 * The hard constraints of a pod set on itself: what anti-affinity, affinity and `DoNotSchedule` spread mean for its own
 * pods. A selector that does not select them constrains nothing, and neither does a spread constraint with the empty
 * selector, which counts no pod.
 *
 * Source: filters InterPodAffinity and PodTopologySpread (countPodsMatchSelector), k8s.io/kubernetes v1.36.3,
 * pkg/scheduler/framework/plugins.
 */
export function readConstraints(pods: PodSet, surroundings: Surroundings): Constraints | Unclear {
  const { spec } = pods;
  const own: PodIdentity = { namespace: pods.namespace, labels: pods.labels };
  const others = surroundings.others ?? [];
  if (spec.nodeName) return { spreads: [], affinities: [], antiAffinities: [], requiredKeys: [], spreadKeys: [] };

  const hard = (spec.topologySpreadConstraints ?? []).filter((c) => c.whenUnsatisfiable === 'DoNotSchedule');
  const affinity = spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const antiAffinity = spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];

  const means = (term: PodAffinityTerm, pod: PodIdentity) =>
    matchesAffinityTerm(resolveAffinityTerm(term, own), pod, surroundings.namespaceLabels);
  const counts = (constraint: TopologySpreadConstraint, pod: PodIdentity) => {
    const selector = withLabelKeys(constraint.labelSelector, pods.labels, constraint.matchLabelKeys);
    const selectsAll = selector && isEmptySelector(selector) && !byRevision(constraint);
    return !selectsAll && pod.namespace === pods.namespace && matchesLabelSelector(selector, pod.labels);
  };
  // Pods of others never have the hash of this set's revision.
  const othersFor = (constraint: { readonly matchLabelKeys?: readonly string[] | null }) =>
    byRevision(constraint) ? [] : others;

  // A pod counts for affinity only when all terms mean it.
  if (affinity.some((term) => !means(term, own))) return { unclear: 'affinity-to-others' };
  if (
    affinity.some((term) => othersFor(term).some((pod) => means(term, pod))) ||
    antiAffinity.some((term) => othersFor(term).some((pod) => means(term, pod))) ||
    hard.some((constraint) => othersFor(constraint).some((pod) => counts(constraint, pod)))
  )
    return { unclear: 'selects-others' };

  const terms = (list: readonly PodAffinityTerm[]) =>
    list.map((term) => ({ topologyKey: term.topologyKey, perRevision: byRevision(term) }));
  const spreadKeys = hard.map((constraint) => constraint.topologyKey);
  return {
    spreads: hard
      .filter((constraint) => counts(constraint, own))
      .map((constraint) => ({ constraint, perRevision: byRevision(constraint) })),
    affinities: terms(affinity),
    antiAffinities: terms(antiAffinity.filter((term) => means(term, own))),
    requiredKeys: [...spreadKeys, ...affinity.map((term) => term.topologyKey)],
    spreadKeys,
  };
}

/** Whether it counts pods of the same revision only. */
export function byRevision({ matchLabelKeys }: { readonly matchLabelKeys?: readonly string[] | null }): boolean {
  return (matchLabelKeys ?? []).some((key) => REVISION_LABELS.includes(key));
}
