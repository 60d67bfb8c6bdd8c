import { describe, type KubeObject } from '../../model/kube-object';
import { push } from '../../model/pod-index';
import type { Workload } from '../../model/workload';
import { list } from '../consequence';
import { defineRule } from '../define-rule';

export const claimSharedByWorkloads = defineRule({
  id: 'claim-shared-by-workloads',
  topic: 'storage',
  title: 'Several workloads share a volume that one node can attach.',
  why: 'They have to be on the same node: the second waits while the first is elsewhere, and one failure takes all of them.',
  remedy: 'Give each a volume of its own, or make it ReadWriteMany.',
  example: 'spec:\n  accessModes: [ReadWriteMany]',
  sources: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes'],
  check: (model) => {
    const users = new Map<KubeObject, Workload[]>();
    for (const workload of model.workloads)
      for (const { object, perPod, accessModes } of model.claims(workload))
        if (object !== undefined && !perPod && !accessModes.some((m) => m === 'ReadWriteMany' || m === 'ReadOnlyMany'))
          push(users, object, workload);
    return [...users]
      .map(([claim, all]) => [claim, all.filter((w) => w.kind !== 'job')] as const)
      .filter(([, all]) => all.length > 1)
      .map(([claim, all]) => ({
        severity: 'degrades',
        object: claim,
        field: ['spec', 'accessModes'],
        message: `${describe(claim)} can be attached to one node, but ${list(all.map((w) => describe(w.object)))} all use it: they share their fate.`,
        related: all.map((w) => w.object),
      }));
  },
});
