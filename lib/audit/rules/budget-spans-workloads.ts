import { selectsWholeNamespace } from '../../model/budget';
import { describe } from '../../model/kube-object';
import { list } from '../consequence';
import { defineRule } from '../define-rule';

export const budgetSpansWorkloads = defineRule({
  id: 'budget-spans-workloads',
  topic: 'pdb',
  title: 'One PodDisruptionBudget counts the pods of several workloads.',
  why: 'It counts them together: all replicas of one may be evicted while those of the others make up the number, and one that is unhealthy keeps the others from being drained.',
  remedy: 'Give each workload a budget of its own.',
  example: 'spec:\n  selector:\n    matchLabels: {app: shop, component: web}',
  sources: ['https://kubernetes.io/docs/tasks/run-application/configure-pdb/#specifying-a-poddisruptionbudget'],
  check: (model) =>
    model.budgets.flatMap((budget) => {
      const replicated = budget.workloads.filter((w) => w.kind === 'replicated' && model.replicas(w).count > 0);
      if (replicated.length < 2) return [];
      const whole = selectsWholeNamespace(budget) ? ', as its empty selector selects every pod of the namespace' : '';
      return [
        {
          severity: 'advisory' as const,
          object: budget.object,
          field: ['spec', 'selector'],
          message: `${describe(budget.object)} counts the pods of ${list(replicated.map((w) => describe(w.object)))} together${whole}.`,
          related: replicated.map((w) => w.object),
        },
      ];
    }),
});
