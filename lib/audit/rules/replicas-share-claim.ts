import { describe } from '../../model/kube-object';
import { consequenceOf } from '../consequence';
import { defineRule } from '../define-rule';

const ONE_NODE = new Set(['ReadWriteOnce', 'ReadWriteOncePod']);

export const replicasShareClaim = defineRule({
  id: 'replicas-share-claim',
  topic: 'storage',
  title: 'Several replicas share a volume that one node can attach.',
  why: 'A ReadWriteOnce volume is attached to one node, so that every replica that gets to start is on that node; the others wait. Its loss takes all of them, and the volume stays attached to it for six minutes more.',
  remedy:
    'Give each replica a volume of its own (a StatefulSet with volumeClaimTemplates), or use a ReadWriteMany volume.',
  example: 'spec:\n  accessModes: [ReadWriteMany]',
  sources: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes'],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      const { count } = model.replicas(workload);
      if (workload.kind !== 'replicated' || count < 2 || model.role(workload) === 'job') return [];
      return model.claims(workload).flatMap((claim) => {
        if (claim.perPod || claim.accessModes.length === 0 || !claim.accessModes.every((m) => ONE_NODE.has(m)))
          return [];
        const { severity, text, related } = consequenceOf(workload, model);
        return [
          {
            severity,
            object: workload.object,
            field: claim.path,
            message: `All ${count} replicas of ${describe(workload.object)} use claim ${claim.name}, which is ${claim.accessModes.join(', ')}: they run on one node, or do not run. ${text}`,
            related: claim.object ? [claim.object, ...related] : related,
          },
        ];
      });
    }),
});
