import { describe } from '../../model/kube-object';
import { spreadOf } from '../../model/spread';
import { defineRule } from '../define-rule';

export const replicasExceedNodes = defineRule({
  id: 'replicas-exceed-nodes',
  topic: 'spread',
  title: 'There are more replicas than places for them.',
  why: 'No two may share a node or zone, and there are fewer of those than replicas: the others stay Pending for ever, updates stand still, and a lost one has nowhere to go.',
  remedy: 'Run as many replicas as there are places at most, or add nodes.',
  example: 'spec:\n  replicas: 3',
  sources: [
    'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity',
  ],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      const { count } = model.replicas(workload);
      if (!model.nodes.known || workload.kind !== 'replicated' || model.role(workload) === 'job') return [];
      const eligible = model.eligibleNodes(workload);
      return spreadOf(workload).apart.flatMap((key) => {
        const domains = new Set(eligible.flatMap((node) => node.metadata.labels?.[key] ?? [])).size;
        if (count <= domains || eligible.length < 2) return [];
        return [
          {
            severity: 'degrades' as const,
            object: workload.object,
            field: workload.replicasPath,
            message: `${describe(workload.object)} wants ${count} replicas with no two on one ${key}, of which there are ${domains}: ${count - domains} stay Pending.`,
          },
        ];
      });
    }),
});
