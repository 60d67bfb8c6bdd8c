import { describe } from '../../model/kube-object';
import { SCALED_OBJECT } from '../../model/replicas';
import { consequenceOf } from '../consequence';
import { defineRule } from '../define-rule';

export const autoscalerLeavesOne = defineRule({
  id: 'autoscaler-leaves-one',
  topic: 'hpa',
  title: 'An autoscaler may leave fewer than two replicas.',
  why: 'When there is little to do, it scales down to its minimum, whatever the workload itself says. A HorizontalPodAutoscaler without minReplicas goes down to 1, a ScaledObject without minReplicaCount to 0. Nights and weekends are then without a spare.',
  remedy: 'Raise its minimum to two or more.',
  example: 'spec:\n  minReplicas: 2',
  sources: [
    'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/',
    'https://keda.sh/docs/2.17/reference/scaledobject-spec/#minreplicacount',
  ],
  check: (model) =>
    model.scalers
      .filter(({ minimum }) => minimum < 2)
      .map(({ object, target, minimum, minimumPath }) => {
        const workload = targetOf(object.namespace, target.kind, target.name);
        const consequence = workload && model.role(workload) !== 'job' ? consequenceOf(workload, model) : undefined;
        const edge = object.type === SCALED_OBJECT ? 'minReplicaCount' : 'minReplicas';
        return {
          severity: consequence?.severity ?? 'advisory',
          object,
          field: minimumPath,
          message: `${describe(object)} may leave ${target.kind}/${target.name} with ${minimum === 1 ? '1 replica' : `${minimum} replicas`}. ${consequence?.text ?? 'Its target is not among the files.'}`,
          fix: { title: `${edge}: 2`, edits: [{ set: ['spec', edge], value: 2 }] },
          related: workload ? [workload.object, ...(consequence?.related ?? [])] : [],
        };

        function targetOf(namespace: string, kind: string, name: string) {
          const found = model.find(kind, namespace, name);
          return found && model.workloadOf(found);
        }
      }),
});
