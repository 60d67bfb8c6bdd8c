import type { ClusterModel } from '../../model/cluster-model';
import { describe } from '../../model/kube-object';
import { HOSTNAME } from '../../model/nodes';
import { spreadOf } from '../../model/spread';
import type { Workload } from '../../model/workload';
import { defineRule } from '../define-rule';

export const rolloutCannotFinish = defineRule({
  id: 'rollout-cannot-finish',
  topic: 'strategy',
  title: 'A rolling update may never finish.',
  why: 'The update first makes a new pod and takes no old one away, but the new pod finds no place: every node already has one that it must not share with, or the volume is attached elsewhere. The rollout stands still, and security fixes with it.',
  remedy:
    'Let one go before the next one comes: maxUnavailable: 1 and maxSurge: 0. For a volume that one node can attach: type: Recreate.',
  example: 'spec:\n  strategy:\n    rollingUpdate: {maxUnavailable: 1, maxSurge: 0}',
  sources: [
    'https://github.com/kubernetes/kubernetes/issues/116891',
    'k8s.io/kubernetes v1.36.3, pkg/controller/deployment/util: ResolveFenceposts',
  ],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      const rollout = model.rollout(workload);
      const { count } = model.replicas(workload);
      if (workload.kind !== 'replicated' || workload.object.type === 'StatefulSet' || count < 1) return [];
      if (rollout?.kind !== 'rolling') return [];
      const reason = whyStuck(workload, model, count, rollout.unavailable);
      if (reason === undefined) return [];
      return [
        {
          severity: reason.includes('on a cluster') ? ('advisory' as const) : ('degrades' as const),
          object: workload.object,
          field: rollout.path,
          message: `${describe(workload.object)} makes a new pod before it takes one of its ${count} away, ${reason}.`,
          fix: reason.includes('volume')
            ? {
                title: 'type: Recreate',
                edits: [
                  { remove: ['spec', 'strategy', 'rollingUpdate'] },
                  { set: ['spec', 'strategy', 'type'], value: 'Recreate' },
                ],
              }
            : {
                title: 'one at a time',
                edits: [
                  { set: ['spec', 'strategy', 'rollingUpdate', 'maxUnavailable'], value: 1 },
                  { set: ['spec', 'strategy', 'rollingUpdate', 'maxSurge'], value: 0 },
                ],
              },
        },
      ];
    }),
});

function whyStuck(workload: Workload, model: ClusterModel, count: number, unavailable: number): string | undefined {
  const claim = model.claims(workload).find(({ perPod, accessModes }) => !perPod && isOneNode(accessModes));
  const { apart } = spreadOf(workload);
  const eligible = model.eligibleNodes(workload).length;
  if (claim !== undefined && count === 1 && eligible !== 1)
    return `but its volume ${claim.name} can be attached to one node: the new pod on another node waits for the old one, which waits for it`;
  if (unavailable > 0 || !apart.includes(HOSTNAME)) return undefined;
  if (count >= eligible && model.nodes.known)
    return `but each of the ${eligible} nodes that may have one has one already`;
  return model.nodes.known || count < 3
    ? undefined
    : 'but on a cluster with no more nodes than replicas, none is left for it';
}

function isOneNode(accessModes: readonly string[]): boolean {
  return accessModes.length > 0 && accessModes.every((mode) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod');
}
