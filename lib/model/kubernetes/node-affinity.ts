import { matchesLabels } from './label-selector';
import { satisfies } from './requirement';
import type { LabelSelectorRequirement, Node, NodeSelector, NodeSelectorTerm, PodSpec } from './types';

/**
 * Whether a node satisfies what a pod requires of it: all of `nodeSelector`, and any term of the required node affinity.
 * `spec.nodeName` is not looked at.
 *
 * Source: RequiredNodeAffinity.Match, k8s.io/component-helpers v0.36.3, scheduling/corev1/nodeaffinity.
 */
export function matchesNodeAffinity(pod: Pick<PodSpec, 'nodeSelector' | 'affinity'>, node: Node): boolean {
  const required = pod.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return (
    matchesLabels(pod.nodeSelector ?? {}, node.metadata.labels ?? {}) &&
    (!required || matchesNodeSelector(required, node))
  );
}

/** Whether any term matches; a selector without terms matches no node. */
export function matchesNodeSelector(selector: NodeSelector, node: Node): boolean {
  return (selector.nodeSelectorTerms ?? []).some((term) => matchesNodeSelectorTerm(term, node));
}

/** Whether all expressions and fields of a term match; an empty term matches no node. */
export function matchesNodeSelectorTerm(term: NodeSelectorTerm, node: Node): boolean {
  const [expressions, fields] = [term.matchExpressions ?? [], term.matchFields ?? []];
  return (
    expressions.length + fields.length > 0 &&
    expressions.every((requirement) => satisfies(node.metadata.labels ?? {}, requirement, 'node')) &&
    fields.every((requirement) => matchesField(requirement, node))
  );
}

/** The only field is `metadata.name`, with In or NotIn and one value. */
function matchesField({ key, operator, values }: LabelSelectorRequirement, node: Node): boolean {
  if (key !== 'metadata.name' || values?.length !== 1) return false;
  if (operator === 'In') return values[0] === node.metadata.name;
  return operator === 'NotIn' && values[0] !== node.metadata.name;
}
