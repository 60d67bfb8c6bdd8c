import { describe } from '../../model/kube-object';
import { consequenceOf } from '../consequence';
import { defineRule } from '../define-rule';

export const barePod = defineRule({
  id: 'bare-pod',
  topic: 'replicas',
  title: 'A pod has no controller.',
  why: 'Nobody makes it again: when its node fails or is drained, or somebody deletes it, it is gone for good.',
  remedy: 'Make it a Deployment with two or more replicas, or a Job if it ends by itself.',
  example: 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 2',
  sources: ['https://kubernetes.io/docs/concepts/workloads/pods/#pods-and-controllers'],
  check: (model) =>
    model.workloads
      .filter((workload) => workload.kind === 'pod' && model.role(workload) !== 'job')
      .filter(({ pod }) => pod.value['restartPolicy'] === undefined || pod.value['restartPolicy'] === 'Always')
      .map((workload) => {
        const { severity, text, related } = consequenceOf(workload, model);
        const message = `${describe(workload.object)} has no controller: when its node fails, nobody makes it again. ${text}`;
        return { severity, object: workload.object, field: ['kind'], message, related };
      }),
});
