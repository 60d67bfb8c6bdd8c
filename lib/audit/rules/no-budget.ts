import { describe } from '../../model/kube-object';
import type { Workload } from '../../model/workload';
import { movesByItself } from '../consequence';
import { defineRule } from '../define-rule';

export const noBudget = defineRule({
  id: 'no-budget',
  topic: 'pdb',
  title: 'No PodDisruptionBudget keeps replicas while nodes are drained.',
  why: 'A drain evicts all pods of a node at once. When two nodes are drained shortly after each other, as upgrades of nodes do, the last ready replica may be evicted before the new ones are ready.',
  remedy: 'Add a PodDisruptionBudget that lets one pod go at a time.',
  example: `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: shop}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector: {matchLabels: {app: shop}}`,
  sources: ['https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-budgets'],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      const { object, pod, kind, madeBy } = workload;
      const role = model.role(workload);
      if ((kind !== 'replicated' && kind !== 'operator') || role === 'job' || model.budgetsOf(workload).length > 0)
        return [];
      const { count, scalers } = model.replicas(workload);
      const single = count === 1;
      if (
        count < 1 ||
        (single && (role !== 'worker' || kind === 'operator' || scalers.length > 0 || movesByItself(workload, model)))
      )
        return [];
      return [
        {
          severity: !single && role === 'server' ? ('degrades' as const) : ('advisory' as const),
          object: madeBy?.object ?? object,
          field: madeBy?.field ?? ['metadata', 'name'],
          message: single
            ? `Once ${describe(object)} has more than one replica, no budget keeps any of them during drains. With one, a budget could only block them.`
            : `No budget selects the ${count} pods of ${describe(object)}${madeBy ? `, which ${describe(madeBy.object)} leads to` : ''}: drains of several nodes may evict all of them at once.`,
          ...(single || Object.keys(pod.labels).length === 0
            ? {}
            : {
                fix: {
                  title: 'a budget of one',
                  edits: [],
                  create: [budgetOf(workload)],
                },
              }),
          related: single ? [] : model.servicesOf(workload).map((s) => s.object),
        },
      ];
    }),
});

function budgetOf({ object: { name, namespace }, pod }: Workload): object {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, ...(namespace === '' ? {} : { namespace }) },
    spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: pod.labels } },
  };
}
