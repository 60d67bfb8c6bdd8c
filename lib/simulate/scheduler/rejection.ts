/** Plugins of kube-scheduler's default profile that decide here, by their upstream names. */
export type FilterPlugin =
  | 'NodeUnschedulable'
  | 'NodeName'
  | 'TaintToleration'
  | 'NodeAffinity'
  | 'NodePorts'
  | 'NodeResourcesFit'
  | 'PodTopologySpread'
  | 'InterPodAffinity';

/** Why a node cannot take a pod: the first filter that refuses it, in the words that kube-scheduler has for it. */
export interface Rejection {
  readonly plugin: FilterPlugin;
  readonly reasons: readonly string[];
  /** Whether taking pods off this node could help; preemption passes over the others. */
  readonly resolvable: boolean;
}

const rejection = (plugin: FilterPlugin, reason: string, resolvable: boolean): Rejection => ({
  plugin,
  reasons: [reason],
  resolvable,
});

const SPREAD = "node(s) didn't match pod topology spread constraints";

/** Source: the plugins' reasons, k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins. */
export const REJECTIONS = {
  unschedulable: rejection('NodeUnschedulable', 'node(s) were unschedulable', false),
  nodeName: rejection('NodeName', "node(s) didn't match the requested node name", false),
  taints: rejection('TaintToleration', 'node(s) had untolerated taint(s)', false),
  nodeAffinity: rejection('NodeAffinity', "node(s) didn't match Pod's node affinity/selector", false),
  otherNodesNamed: rejection('NodeAffinity', "node(s) didn't satisfy plugin(s) [NodeAffinity]", false),
  ports: rejection('NodePorts', "node(s) didn't have free ports for the requested pod ports", true),
  spread: rejection('PodTopologySpread', SPREAD, true),
  spreadLabel: rejection('PodTopologySpread', `${SPREAD} (missing required label)`, false),
  affinity: rejection('InterPodAffinity', "node(s) didn't match pod affinity rules", false),
  antiAffinity: rejection('InterPodAffinity', "node(s) didn't match pod anti-affinity rules", true),
  existingAntiAffinity: rejection('InterPodAffinity', "node(s) didn't satisfy existing pods anti-affinity rules", true),
} as const satisfies Readonly<Record<string, Rejection>>;

/**
 * What kube-scheduler writes into the condition of a pod that no node takes: how many nodes have each reason.
 *
 * Source: FitError.Error, k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/types.go.
 */
export function describeRejections(rejections: readonly Rejection[]): string {
  if (rejections.length === 0) return 'no nodes available to schedule pods';
  const counts = new Map<string, number>();
  for (const { reasons } of rejections) for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const texts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  return `0/${rejections.length} nodes are available: ${texts.join(', ')}.`;
}
