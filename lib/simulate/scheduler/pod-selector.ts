import { matchesLabelSelector } from '../../model/kubernetes/label-selector';
import type { LabelSelector, Labels } from '../../model/kubernetes/types';

/** Which namespaces a term means: any, or some. */
export type NamespaceSet = 'any' | ReadonlySet<string>;

/** A selector together with the namespaces that it looks into. */
export interface PodSelector {
  readonly namespaces: NamespaceSet;
  readonly selector: LabelSelector | undefined;
}

export function selects(
  { namespaces, selector }: PodSelector,
  { namespace, labels }: { readonly namespace: string; readonly labels: Labels },
): boolean {
  return (namespaces === 'any' || namespaces.has(namespace)) && matchesLabelSelector(selector, labels);
}
