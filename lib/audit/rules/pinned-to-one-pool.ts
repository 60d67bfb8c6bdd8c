import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

/** Labels by which providers name the group of machines that a node belongs to. */
const POOL_LABELS = [
  'eks.amazonaws.com/nodegroup',
  'karpenter.sh/nodepool',
  'cloud.google.com/gke-nodepool',
  'kubernetes.azure.com/agentpool',
  'node.cluster.x-k8s.io/machine-deployment',
];

export const pinnedToOnePool = defineRule({
  id: 'pinned-to-one-pool',
  topic: 'placement',
  title: 'Only one of several node pools may have the pods.',
  why: 'Nodes of a pool are upgraded, scaled and replaced together, and run out of capacity together: what is wrong with the pool stops the workload, while nodes of other pools are free.',
  remedy: 'Let two pools have them, or accept it with a waiver where the pods need what only this pool has.',
  example: 'nodeAffinity:\n  preferredDuringSchedulingIgnoredDuringExecution: []',
  sources: ['https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity'],
  check: (model) => {
    const pool = POOL_LABELS.find(
      (label) => new Set(model.nodes.all.flatMap(({ metadata }) => metadata.labels?.[label] ?? [])).size > 1,
    );
    if (pool === undefined) return [];
    return model.workloads.flatMap((workload) => {
      if (workload.kind !== 'replicated' || model.role(workload) !== 'server') return [];
      const eligible = model.eligibleNodes(workload);
      const pools = new Set(eligible.map(({ metadata }) => metadata.labels?.[pool]));
      const [only] = pools;
      if (eligible.length < 2 || pools.size > 1 || only === undefined) return [];
      return [
        {
          severity: 'advisory' as const,
          object: workload.object,
          field: workload.pod.path,
          message: `Only the ${eligible.length} nodes of pool ${only} may have the pods of ${describe(workload.object)}.`,
        },
      ];
    });
  },
});
