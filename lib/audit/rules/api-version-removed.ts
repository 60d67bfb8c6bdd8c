import { describe } from '../../model/kube-object';
import { removedSince } from '../../model/removed-versions';
import { defineRule } from '../define-rule';

export const apiVersionRemoved = defineRule({
  id: 'api-version-removed',
  topic: 'delivery',
  title: 'The API version is not served any more.',
  why: 'The API server does not know the kind in this version: what is applied first fails there, and what Flux or Argo CD apply is not repaired after a failure, as no change gets through any more.',
  remedy: 'Write the version of today; kubectl convert does it for a file.',
  example: 'apiVersion: apps/v1\nkind: Deployment',
  sources: ['https://kubernetes.io/docs/reference/using-api/deprecation-guide/'],
  check: (model) =>
    model.objects.flatMap((object) => {
      const release = removedSince(object);
      // Budgets have a rule of their own: their new version selects otherwise.
      if (release === undefined || object.type === 'PodDisruptionBudget') return [];
      return [
        {
          severity: 'advisory' as const,
          object,
          field: ['apiVersion'],
          message: `${describe(object)} is of ${object.apiVersion}, which Kubernetes does not serve since ${release}.`,
        },
      ];
    }),
});
