import { describe } from '../../model/kube-object';
import { secondsUntilReplaced } from '../consequence';
import { defineRule } from '../define-rule';

export const deadNodeKeepsPods = defineRule({
  id: 'dead-node-keeps-pods',
  topic: 'placement',
  title: 'Pods stay bound to a dead node for ever.',
  why: 'They tolerate the taint node.kubernetes.io/unreachable without an end, so they are never evicted and nothing replaces them: after a failure the workload has fewer replicas until somebody sees it.',
  remedy: 'Give the toleration tolerationSeconds, such as 30, or let it tolerate only the taints that it has to.',
  example:
    'tolerations:\n  - key: node.kubernetes.io/unreachable\n    operator: Exists\n    effect: NoExecute\n    tolerationSeconds: 30',
  sources: ['https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions'],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      if (workload.kind !== 'replicated' || model.role(workload) === 'job') return [];
      if (secondsUntilReplaced(workload) !== undefined || model.replicas(workload).count === 0) return [];
      return [
        {
          severity: model.replicas(workload).count > 1 ? ('degrades' as const) : ('advisory' as const),
          object: workload.object,
          field: [...workload.pod.path, 'tolerations'],
          message: `${describe(workload.object)} tolerates dead nodes without end: a pod on one is never replaced.`,
        },
      ];
    }),
});
