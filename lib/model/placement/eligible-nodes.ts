import { matchesNodeAffinity } from '../kubernetes/node-affinity';
import { untoleratedTaints } from '../kubernetes/taints';
import type { Labels, Node, TopologySpreadConstraint } from '../kubernetes/types';
import type { PodSet } from './pod-set';
import type { Constraints } from './read-constraints';

/** Labels of a node; the kubelet sets `kubernetes.io/hostname`, so that each node has it. */
export function labelsWithHostname({ metadata }: Node): Labels {
  return { 'kubernetes.io/hostname': metadata.name, ...metadata.labels };
}

/**
 * Whether the filters that look at one node alone let the pods in: NodeName, NodeAffinity, TaintToleration,
 * NodeUnschedulable, the labels that spread constraints and pod affinity ask for, and volumes. A pod with
 * `spec.nodeName` is not scheduled at all, and runs there whatever else it asks for.
 */
export function isEligible(pods: PodSet, constraints: Constraints, node: Node, labels: Labels): boolean {
  const { spec } = pods;
  if (spec.nodeName) return spec.nodeName === node.metadata.name;
  return (
    constraints.requiredKeys.every((key) => labels[key] !== undefined) &&
    matchesNodeAffinity(spec, { metadata: { ...node.metadata, labels } }) &&
    untoleratedTaints(node, spec.tolerations).length === 0 &&
    (pods.volumeNodes?.includes(node.metadata.name) ?? true)
  );
}

/**
 * Whether a spread constraint counts the pods of a node: one that has all keys of the pod's hard constraints and passes
 * the constraint's policies, `nodeAffinityPolicy` (default Honor) and `nodeTaintsPolicy` (default Ignore).
 *
 * Source: calPreFilterState and matchNodeInclusionPolicies, k8s.io/kubernetes v1.36.3,
 * pkg/scheduler/framework/plugins/podtopologyspread.
 */
export function isCountedFor(
  { spec }: PodSet,
  { spreadKeys }: Constraints,
  constraint: TopologySpreadConstraint,
  node: Node,
  labels: Labels,
): boolean {
  return (
    spreadKeys.every((key) => labels[key] !== undefined) &&
    (constraint.nodeAffinityPolicy === 'Ignore' ||
      matchesNodeAffinity(spec, { metadata: { ...node.metadata, labels } })) &&
    (constraint.nodeTaintsPolicy !== 'Honor' || untoleratedTaints(node, spec.tolerations).length === 0)
  );
}
