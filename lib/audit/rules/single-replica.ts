import { describe } from '../../model/kube-object';
import { RELEASE_TYPES } from '../../model/releases';
import type { Workload } from '../../model/workload';
import { consequenceOf, howLong, movesByItself } from '../consequence';
import { defineRule } from '../define-rule';

export const singleReplica = defineRule({
  id: 'single-replica',
  topic: 'replicas',
  title: 'There is one replica.',
  why: 'When its node fails, nothing is left that could answer. Kubernetes makes a new pod, but only once it holds the node for dead (50 s) and the toleration of its pods is over (300 s unless they say less); a drain or an update stops it too. A pod of a StatefulSet is not replaced at all before somebody deletes it or the node.',
  remedy:
    'Run two or more replicas, on different nodes. If it cannot run twice, say so with a waiver, keep its data on replicated storage, and shorten the tolerations for node.kubernetes.io/unreachable and not-ready.',
  example: 'spec:\n  replicas: 2',
  sources: [
    'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions',
    'https://kubernetes.io/docs/tasks/run-application/force-delete-stateful-set-pod/',
  ],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      const { count, scalers } = model.replicas(workload);
      // An autoscaler that leaves one is a fault of the autoscaler.
      const { kind, object, madeBy } = workload;
      if ((kind !== 'replicated' && kind !== 'operator') || count !== 1 || scalers.length > 0) return [];
      // Values of charts have a rule of their own.
      if (model.role(workload) === 'job' || (madeBy && isValue(madeBy))) return [];
      const { severity, text, related } = consequenceOf(workload, model);
      const once = model.program(workload)?.single === true || madeBy?.field.join('.') === 'spec.chart';
      const written = madeBy
        ? `, which ${describe(madeBy.object)} leads to, has 1 replica`
        : workload.declaredReplicas === undefined
          ? ' does not say how many replicas, which means 1'
          : ' has 1 replica';
      return [
        {
          severity: movesByItself(workload, model) ? ('degrades' as const) : severity,
          object: madeBy?.object ?? object,
          field: madeBy?.field ?? workload.replicasPath,
          message: `${describe(object)}${written}. When its node fails or is drained, none is left. ${text} ${howLong(workload)}`,
          ...(once
            ? {
                remedy:
                  'It cannot run twice: accept this with a waiver, and keep its tolerations for dead nodes short.',
              }
            : madeBy
              ? {}
              : { fix: { title: 'replicas: 2', edits: [{ set: workload.replicasPath, value: 2 }] } }),
          related,
        },
      ];
    }),
});

function isValue({ object, field }: NonNullable<Workload['madeBy']>): boolean {
  return RELEASE_TYPES.includes(object.type) && field.join('.') !== 'spec.chart';
}
