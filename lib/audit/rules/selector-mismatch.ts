import { describe } from '../../model/kube-object';
import { matchesLabelSelector } from '../../model/kubernetes/label-selector';
import { defineRule } from '../define-rule';

export const selectorMismatch = defineRule({
  id: 'selector-mismatch',
  topic: 'replicas',
  title: 'A workload does not select its own pods.',
  why: 'The API server refuses it: there are no pods at all.',
  remedy: 'Give the pod template the labels of the selector.',
  example: 'spec:\n  selector: {matchLabels: {app: shop}}\n  template:\n    metadata: {labels: {app: shop}}',
  sources: ['k8s.io/kubernetes v1.36.3, pkg/apis/apps/validation: "selector does not match template labels"'],
  check: (model) =>
    model.workloads
      .filter(({ selector, pod, object }) => {
        if (selector === undefined) return false;
        if (object.type === 'Job' || object.type === 'CronJob') return false;
        return !matchesLabelSelector(selector, pod.labels);
      })
      .map(({ object }) => ({
        severity: 'advisory',
        object,
        field: ['spec', 'selector'],
        message: `${describe(object)} does not select the pods of its own template; the API server refuses it.`,
      })),
});
