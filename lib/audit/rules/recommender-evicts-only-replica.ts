import { at, text } from '../../model/json';
import { describe } from '../../model/kube-object';
import { consequenceOf } from '../consequence';
import { defineRule } from '../define-rule';

const EVICTING = new Set(['Auto', 'Recreate']);

export const recommenderEvictsOnlyReplica = defineRule({
  id: 'recommender-evicts-only-replica',
  topic: 'replicas',
  title: 'A VerticalPodAutoscaler may evict the only replica.',
  why: 'With updateMode Auto or Recreate it evicts pods to give them other requests, at a time of its own choosing. With one replica each time is an outage.',
  remedy: 'Run two or more replicas, or use updateMode: Initial.',
  example: 'spec:\n  updatePolicy: {updateMode: Initial}',
  sources: ['https://github.com/kubernetes/autoscaler/blob/master/vertical-pod-autoscaler/docs/quickstart.md'],
  check: (model) =>
    model.ofType('VerticalPodAutoscaler.autoscaling.k8s.io').flatMap((object) => {
      const target = model.find(
        text(at(object.spec, 'targetRef', 'kind')) ?? '',
        object.namespace,
        text(at(object.spec, 'targetRef', 'name')) ?? '',
      );
      const workload = target && model.workloadOf(target);
      const mode = text(at(object.spec, 'updatePolicy', 'updateMode')) ?? 'Auto';
      if (workload === undefined || !EVICTING.has(mode) || model.replicas(workload).count !== 1) return [];
      const { severity, text: consequence } = consequenceOf(workload, model);
      return [
        {
          severity,
          object,
          field: ['spec', 'updatePolicy', 'updateMode'],
          message: `${describe(object)} evicts pods of ${describe(workload.object)}, of which there is one. ${consequence}`,
          fix: {
            title: 'updateMode: Initial',
            edits: [{ set: ['spec', 'updatePolicy', 'updateMode'], value: 'Initial' }],
          },
          related: [workload.object],
        },
      ];
    }),
});
