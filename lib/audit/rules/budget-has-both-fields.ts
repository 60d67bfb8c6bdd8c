import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const budgetHasBothFields = defineRule({
  id: 'budget-has-both-fields',
  topic: 'pdb',
  title: 'A PodDisruptionBudget has both minAvailable and maxUnavailable.',
  why: 'The API server refuses it, so that there is no budget at all.',
  remedy: 'Keep maxUnavailable: 1 and remove minAvailable.',
  example: 'spec:\n  maxUnavailable: 1',
  sources: ['k8s.io/kubernetes v1.36.3, pkg/apis/policy/validation: ValidatePodDisruptionBudgetSpec'],
  check: (model) =>
    model.budgets
      .filter(({ minAvailable, maxUnavailable }) => minAvailable !== undefined && maxUnavailable !== undefined)
      .map(({ object, workloads }) => ({
        severity: 'degrades',
        object,
        field: ['spec', 'minAvailable'],
        message: `${describe(object)} has both minAvailable and maxUnavailable; the API server refuses it.`,
        fix: { title: 'only maxUnavailable', edits: [{ remove: ['spec', 'minAvailable'] }] },
        related: workloads.map((w) => w.object),
      })),
});
