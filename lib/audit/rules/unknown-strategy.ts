import { at } from '../../model/json';
import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const unknownStrategy = defineRule({
  id: 'unknown-strategy',
  topic: 'strategy',
  title: 'The update strategy does not exist.',
  why: 'The API server refuses the object: it is not there, or stays as it was.',
  remedy: 'Write RollingUpdate.',
  example: 'spec:\n  strategy: {type: RollingUpdate}',
  sources: ['k8s.io/api v0.36.3, apps/v1: DeploymentStrategyType, StatefulSetUpdateStrategyType'],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      const rollout = model.rollout(workload);
      if (rollout?.kind !== 'unknown') return [];
      const { object } = workload;
      return [
        {
          severity: 'advisory' as const,
          object,
          field: rollout.path,
          message: `${describe(object)} wants the update strategy ${String(at(object.manifest, ...rollout.path.map(String)))}, which does not exist; the API server refuses it.`,
          fix: { title: 'type: RollingUpdate', edits: [{ set: rollout.path, value: 'RollingUpdate' }] },
        },
      ];
    }),
});
