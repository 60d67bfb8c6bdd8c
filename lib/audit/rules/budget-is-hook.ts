import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const budgetIsHook = defineRule({
  id: 'budget-is-hook',
  topic: 'pdb',
  title: 'A PodDisruptionBudget is a hook of Helm.',
  why: 'Hooks do not belong to the release: helm makes it at one moment and may delete it at the next, and an uninstall leaves it behind.',
  remedy: 'Remove the annotation helm.sh/hook from it.',
  example: 'metadata:\n  annotations: {}',
  sources: ['https://helm.sh/docs/topics/charts_hooks/#hook-resources-are-not-managed-with-corresponding-releases'],
  check: (model) =>
    model.budgets
      .filter(({ object }) => 'helm.sh/hook' in object.annotations)
      .map(({ object }) => ({
        severity: 'advisory',
        object,
        field: ['metadata', 'annotations', 'helm.sh/hook'],
        message: `${describe(object)} is a hook of Helm (${object.annotations['helm.sh/hook'] ?? ''}), not a part of the release.`,
        fix: { title: 'no hook', edits: [{ remove: ['metadata', 'annotations', 'helm.sh/hook'] }] },
      })),
});
