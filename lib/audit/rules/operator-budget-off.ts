import { at, integer } from '../../model/json';
import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

/** Switches by which an operator makes a budget for its pods; it does unless they say no. */
const SWITCHES: Readonly<Record<string, { readonly budget: readonly string[]; readonly count: readonly string[] }>> = {
  'Cluster.postgresql.cnpg.io': { budget: ['spec', 'enablePDB'], count: ['spec', 'instances'] },
};

export const operatorBudgetOff = defineRule({
  id: 'operator-budget-off',
  topic: 'pdb',
  title: 'An operator is told to make no budget for its pods.',
  why: 'The operator knows which pod is the primary and keeps it from being evicted before another has taken over. Without its budgets, a drain of several nodes may evict the primary and all replicas at once.',
  remedy:
    'Leave the budgets of the operator on. For the time of a drain with one instance, use its maintenance window.',
  example: 'spec:\n  enablePDB: true',
  sources: ['https://cloudnative-pg.io/documentation/1.30/kubernetes_upgrade/#pod-disruption-budgets'],
  check: (model) =>
    Object.entries(SWITCHES).flatMap(([type, { budget, count }]) =>
      model.ofType(type).flatMap((object) => {
        if (at(object.manifest, ...budget) !== false || (integer(at(object.manifest, ...count)) ?? 1) < 2) return [];
        return [
          {
            severity: 'advisory' as const,
            object,
            field: budget,
            message: `${describe(object)} has no budgets (${String(budget.at(-1))}: false): drains of several nodes may evict all of its pods at once.`,
            fix: { title: `${String(budget.at(-1))}: true`, edits: [{ set: budget, value: true }] },
          },
        ];
      }),
    ),
});
