import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const budgetsOverlap = defineRule({
  id: 'budgets-overlap',
  topic: 'pdb',
  title: 'Several PodDisruptionBudgets select one pod.',
  why: 'The API server then answers every eviction of the pod with an error (500), so that its node cannot be drained.',
  remedy: 'Keep one budget for each workload, with a selector that no other workload satisfies.',
  example: 'spec:\n  selector:\n    matchLabels: {app: shop, component: web}',
  sources: [
    'k8s.io/kubernetes v1.36.3, pkg/registry/core/pod/storage/eviction.go: "more than one PodDisruptionBudget"',
  ],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      const [first, ...others] = model.budgetsOf(workload);
      if (first === undefined || workload.kind === 'job') return [];
      return others.map(({ object }) => ({
        severity: 'degrades' as const,
        object,
        field: ['spec', 'selector'],
        message: `${describe(object)} selects the pods of ${describe(workload.object)}, and so does ${describe(first.object)}: none of them can be evicted.`,
        related: [workload.object, first.object],
      }));
    }),
});
