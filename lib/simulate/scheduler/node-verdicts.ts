import { matchesNodeAffinity, matchesNodeSelectorTerm } from '../../model/kubernetes/node-affinity';
import { isTolerated, repels, UNSCHEDULABLE } from '../../model/kubernetes/taints';
import type { NodeSelectorTerm } from '../../model/kubernetes/types';
import type { SchedulerNode, SchedulerPodSpec } from './cluster';
import { type Rejection, REJECTIONS } from './rejection';

/** What nodes are to a pod whatever else runs on them, by node number. Pods with the same demands share it. */
export interface NodeVerdicts {
  /** The first of the filters NodeUnschedulable, NodeName, TaintToleration and NodeAffinity that refuses. */
  readonly rejections: readonly (Rejection | undefined)[];
  readonly matchesAffinity: readonly boolean[];
  readonly toleratesTaints: readonly boolean[];
  /** Taints with effect PreferNoSchedule that are not tolerated. */
  readonly dislikedTaints: Int32Array;
  /** Sum of the weights of preferred node affinity; undefined when there is no preference. */
  readonly preference: Int32Array | undefined;
  /** Set when the pod's node affinity contradicts itself about the name of the node. */
  readonly conflict: boolean;
}

export type NodeDemands = Pick<SchedulerPodSpec, 'nodeName' | 'nodeSelector' | 'affinity' | 'tolerations'>;

/**
 * Source: NodeUnschedulable, NodeName, TaintToleration and NodeAffinity, k8s.io/kubernetes v1.36.3,
 * pkg/scheduler/framework/plugins.
 */
export function judgeNodes(pod: NodeDemands, nodes: readonly SchedulerNode[]): NodeVerdicts {
  const taints = nodes.map((node) => node.spec?.taints ?? []);
  const matchesAffinity = nodes.map((node) => matchesNodeAffinity(pod, node));
  const toleratesTaints = taints.map((of) =>
    of.every((taint) => !repels(taint) || isTolerated(taint, pod.tolerations)),
  );
  const named = namedNodes(pod);
  const toleratesCordon = isTolerated(UNSCHEDULABLE, pod.tolerations);
  return {
    rejections: nodes.map((node, index) => {
      if (named !== undefined && !named.has(node.metadata.name)) return REJECTIONS.otherNodesNamed;
      if (node.spec?.unschedulable === true && !toleratesCordon) return REJECTIONS.unschedulable;
      if (pod.nodeName && pod.nodeName !== node.metadata.name) return REJECTIONS.nodeName;
      if (!toleratesTaints[index]) return REJECTIONS.taints;
      return matchesAffinity[index] ? undefined : REJECTIONS.nodeAffinity;
    }),
    matchesAffinity,
    toleratesTaints,
    dislikedTaints: Int32Array.from(
      taints,
      (of) => of.filter((taint) => taint.effect === 'PreferNoSchedule' && !isTolerated(taint, pod.tolerations)).length,
    ),
    preference: preferenceFor(pod, nodes),
    conflict: named?.size === 0,
  };
}

function preferenceFor({ affinity }: NodeDemands, nodes: readonly SchedulerNode[]): Int32Array | undefined {
  const terms = affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
  if (!terms) return undefined;
  return Int32Array.from(nodes, (node) =>
    terms.reduce((sum, { weight, preference }) => sum + (matchesNodeSelectorTerm(preference, node) ? weight : 0), 0),
  );
}

/** The nodes that required node affinity names by `metadata.name`, when every term does. */
function namedNodes({ affinity }: NodeDemands): ReadonlySet<string> | undefined {
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const byTerm = terms.map(namesOfTerm);
  return byTerm.length === 0 || byTerm.includes(undefined)
    ? undefined
    : new Set(byTerm.flatMap((names) => [...(names ?? [])]));
}

function namesOfTerm({ matchFields }: NodeSelectorTerm): readonly string[] | undefined {
  const lists = (matchFields ?? [])
    .filter(({ key, operator }) => key === 'metadata.name' && operator === 'In')
    .map(({ values }) => values ?? []);
  return lists.length === 0 ? undefined : lists.reduce((all, names) => all.filter((name) => names.includes(name)));
}
