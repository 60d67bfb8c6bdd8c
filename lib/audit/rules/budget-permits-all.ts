import { allowedDisruptions } from '../../model/budget';
import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const budgetPermitsAll = defineRule({
  id: 'budget-permits-all',
  topic: 'pdb',
  title: 'A PodDisruptionBudget permits the eviction of every pod.',
  why: 'Drains may then take all replicas at once, as if there were no budget. Percentages of both fields are rounded up.',
  remedy: 'Let one pod go at a time: maxUnavailable: 1.',
  example: 'spec:\n  maxUnavailable: 1',
  sources: ['k8s.io/kubernetes v1.36.3, pkg/controller/disruption/disruption.go: getExpectedPodCount'],
  check: (model) =>
    model.budgets.flatMap((budget) => {
      const { object, minAvailable, maxUnavailable, workloads } = budget;
      const total = workloads.reduce((sum, workload) => sum + model.replicas(workload).count, 0);
      if (total < 2 || (minAvailable !== undefined && maxUnavailable !== undefined)) return [];
      if (allowedDisruptions(budget, total) < total) return [];
      const edits = [
        ...(minAvailable === undefined ? [] : [{ remove: ['spec', 'minAvailable'] }]),
        { set: ['spec', 'maxUnavailable'], value: 1 },
      ];
      return [
        {
          severity: workloads.some((w) => model.role(w) === 'server') ? ('degrades' as const) : ('advisory' as const),
          object,
          field: ['spec', maxUnavailable === undefined ? 'minAvailable' : 'maxUnavailable'],
          message: `${describe(object)} permits the eviction of all ${total} pods at once.`,
          fix: { title: 'maxUnavailable: 1', edits },
          related: workloads.map((w) => w.object),
        },
      ];
    }),
});
