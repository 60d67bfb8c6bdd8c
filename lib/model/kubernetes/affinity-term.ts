import { matchesLabelSelector, withLabelKeys } from './label-selector';
import type { Labels, LabelSelector, PodAffinityTerm } from './types';

/** What a term of pod affinity or anti-affinity looks at in a pod. */
export interface PodIdentity {
  readonly namespace: string;
  readonly labels: Labels;
}

/** Labels of a namespace; undefined when it is not known. */
export type NamespaceLabels = (namespace: string) => Labels | undefined;

/** Which pods a term means, once for all pods that are asked about. */
export interface ResolvedTerm {
  readonly topologyKey: string;
  readonly selector: LabelSelector | undefined;
  readonly namespaces: readonly string[];
  readonly namespaceSelector: LabelSelector | undefined;
}

/**
 * The term of a pod, with the pod's own namespace and labels put where the term relies on them. Without namespaces and
 * namespaceSelector (absent or null) it looks at the pod's own namespace only.
 *
 * Source: newAffinityTerm and GetPodAffinityTerms, k8s.io/kube-scheduler v0.36.3, framework/types.go.
 */
export function resolveAffinityTerm(term: PodAffinityTerm, owner: PodIdentity): ResolvedTerm {
  const namespaces = term.namespaces ?? [];
  return {
    topologyKey: term.topologyKey,
    selector: withLabelKeys(term.labelSelector, owner.labels, term.matchLabelKeys, term.mismatchLabelKeys),
    namespaces: namespaces.length === 0 && !term.namespaceSelector ? [owner.namespace] : namespaces,
    namespaceSelector: term.namespaceSelector ?? undefined,
  };
}

/**
 * Whether a term means a pod. Each namespace has the label `kubernetes.io/metadata.name`, also one whose other labels
 * are not known.
 */
export function matchesAffinityTerm(term: ResolvedTerm, pod: PodIdentity, namespaceLabels?: NamespaceLabels): boolean {
  const named = { ...namespaceLabels?.(pod.namespace), 'kubernetes.io/metadata.name': pod.namespace };
  return (
    (term.namespaces.includes(pod.namespace) || matchesLabelSelector(term.namespaceSelector, named)) &&
    matchesLabelSelector(term.selector, pod.labels)
  );
}
