import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const budgetOfRemovedApi = defineRule({
  id: 'budget-of-removed-api',
  topic: 'pdb',
  title: 'A PodDisruptionBudget is of policy/v1beta1, which is gone.',
  why: 'Kubernetes 1.25 and later do not know it, so that the apply fails and there is no budget. Its empty selector selected nothing; that of policy/v1 selects every pod of the namespace.',
  remedy: 'Write policy/v1, and look at an empty selector.',
  example: 'apiVersion: policy/v1',
  sources: ['https://kubernetes.io/docs/reference/using-api/deprecation-guide/#poddisruptionbudget-v125'],
  check: (model) =>
    model.budgets
      .filter(({ object }) => object.apiVersion === 'policy/v1beta1')
      .map(({ object, workloads }) => ({
        severity: 'advisory',
        object,
        field: ['apiVersion'],
        message: `${describe(object)} is of policy/v1beta1, which Kubernetes 1.25 and later do not have.`,
        fix: { title: 'policy/v1', edits: [{ set: ['apiVersion'], value: 'policy/v1' }] },
        related: workloads.map((w) => w.object),
      })),
});
