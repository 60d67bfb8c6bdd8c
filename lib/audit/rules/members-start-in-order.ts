import { describe } from '../../model/kube-object';
import { isQuorum } from '../../model/survival';
import { defineRule } from '../define-rule';

export const membersStartInOrder = defineRule({
  id: 'members-start-in-order',
  topic: 'statefulset',
  title: 'Members of a quorum wait for each other to start.',
  why: 'With podManagementPolicy: OrderedReady, the default, pod 1 is made once pod 0 is ready. After all of them were down, pod 0 waits for a majority before it is ready, and the majority waits for pod 0: the quorum does not come back. When pod 0 is broken, a lost pod 2 is not made again either.',
  remedy:
    'Use podManagementPolicy: Parallel. The field cannot be changed: delete the StatefulSet with --cascade=orphan and apply it again.',
  example: 'spec:\n  podManagementPolicy: Parallel',
  sources: ['https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#pod-management-policies'],
  check: (model) =>
    model.workloads
      .filter((w) => isQuorum(w, model) && w.object.spec['podManagementPolicy'] !== 'Parallel')
      .filter((w) => model.replicas(w).count > 2)
      .map(({ object }) => ({
        severity: 'advisory',
        object,
        field: ['spec', 'podManagementPolicy'],
        message: `Members of ${describe(object)} are started one after the other: once all were down, none may get ready.`,
      })),
});
