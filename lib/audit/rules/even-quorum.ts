import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const evenQuorum = defineRule({
  id: 'even-quorum',
  topic: 'statefulset',
  title: 'The members of a quorum are two, or an even number.',
  why: 'More than half must be there: of two, both, so that either is a single point of failure; of four, three, which survives one loss as three do, with one more machine that can fail.',
  remedy: 'Run three, or five.',
  example: 'spec:\n  replicas: 3',
  sources: ['https://etcd.io/docs/v3.6/faq/#why-an-odd-number-of-cluster-members'],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      const { count } = model.replicas(workload);
      if (model.program(workload)?.role !== 'quorum' || workload.object.type !== 'StatefulSet') return [];
      if (count < 2 || count % 2 === 1) return [];
      return [
        {
          severity: count === 2 ? ('outage' as const) : ('advisory' as const),
          object: workload.object,
          field: workload.replicasPath,
          message:
            count === 2
              ? `${describe(workload.object)} has 2 members, which need each other for a majority: the loss of either stops both.`
              : `${describe(workload.object)} has ${count} members, which survive as many losses as ${count - 1}.`,
          fix: { title: `replicas: ${count + 1}`, edits: [{ set: workload.replicasPath, value: count + 1 }] },
        },
      ];
    }),
});
