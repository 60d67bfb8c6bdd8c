import { at, integer } from '../../model/json';
import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const updateHeldBack = defineRule({
  id: 'update-held-back',
  topic: 'statefulset',
  title: 'An update does not reach all pods.',
  why: 'With OnDelete a pod gets the new template only when somebody, or a failure, deletes it; with a partition those below it never do. A node failure then is what rolls an untried version out.',
  remedy: 'Use RollingUpdate without a partition once a trial is over.',
  example: 'spec:\n  updateStrategy: {type: RollingUpdate}',
  sources: ['https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies'],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      const { object } = workload;
      const partition = integer(at(object.spec, 'updateStrategy', 'rollingUpdate', 'partition')) ?? 0;
      const onDelete = model.rollout(workload)?.kind === 'on-delete';
      if (object.type !== 'StatefulSet' || (!onDelete && partition === 0)) return [];
      return [
        {
          severity: 'advisory' as const,
          object,
          field: onDelete
            ? ['spec', 'updateStrategy', 'type']
            : ['spec', 'updateStrategy', 'rollingUpdate', 'partition'],
          message: onDelete
            ? `${describe(object)} updates a pod only when it is deleted (OnDelete).`
            : `${describe(object)} does not update the pods below ${partition} (partition).`,
        },
      ];
    }),
});
