import { describe } from '../../model/kube-object';
import { kindKey } from '../../model/kinds';
import { defineRule } from '../define-rule';

export const autoscalerTargetMissing = defineRule({
  id: 'autoscaler-target-missing',
  topic: 'hpa',
  title: 'An autoscaler names a workload that is not there.',
  why: 'It scales nothing, and says so only in its status. The workload that was meant keeps the replicas that are written.',
  remedy: 'Correct scaleTargetRef: apiVersion, kind and name, in the namespace of the autoscaler.',
  example: 'spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: shop',
  sources: ['https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/'],
  check: (model) => {
    const kinds = new Set(model.workloads.map(({ object }) => `${object.namespace}/${object.type}`));
    return model.scalers.flatMap(({ object, target }) => {
      const type = kindKey(target.apiVersion, target.kind);
      if (model.find(type, object.namespace, target.name) !== undefined) return [];
      // Where nothing of the kind is in the namespace, the workloads may be in files that are not here.
      const elsewhere = !kinds.has(`${object.namespace}/${type}`);
      return [
        {
          severity: elsewhere ? ('inconclusive' as const) : ('advisory' as const),
          object,
          field: ['spec', 'scaleTargetRef', 'name'],
          message: `${describe(object)} scales ${target.kind}/${target.name}, which is not among the files${elsewhere ? '; its replicas cannot be judged' : ''}.`,
          ...(elsewhere
            ? { remedy: `Give the file with ${target.kind}/${target.name} too, or correct scaleTargetRef.` }
            : {}),
        },
      ];
    });
  },
});
