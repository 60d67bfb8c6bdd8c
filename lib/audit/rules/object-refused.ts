import { describe } from '../../model/kube-object';
import { refusalsOf } from '../../model/refusals';
import { defineRule } from '../define-rule';
import { formatPath } from '../../spec/problem';

export const objectRefused = defineRule({
  id: 'object-refused',
  topic: 'delivery',
  title: 'The API server does not take the object.',
  why: 'What is refused is not there, or stays as it was before: nobody can tell from the file what runs. A misspelt field is refused by kubectl and by Flux, and dropped without a word by others.',
  remedy: 'Correct the field, and let the API server look at it: kubectl apply --dry-run=server.',
  example: 'kubectl apply --dry-run=server -f deployment.yaml',
  sources: [
    'https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation',
    'k8s.io/kubernetes v1.36.3, pkg/apis: validation of apps, batch, core, policy, autoscaling and admissionregistration',
  ],
  check: (model) =>
    model.objects.flatMap((object) =>
      refusalsOf(object).map(({ path, reason }) => ({
        severity: 'inconclusive' as const,
        object,
        field: path,
        message: `The API server refuses ${describe(object)}: ${formatPath(path)} ${reason}.`,
      })),
    ),
});
