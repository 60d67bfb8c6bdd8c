import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const unhealthyPodsBlockDrain = defineRule({
  id: 'unhealthy-pods-block-drain',
  topic: 'pdb',
  title: 'A pod that is not ready blocks the drain of its node.',
  why: 'Unless unhealthyPodEvictionPolicy is AlwaysAllow, a pod that never gets ready is evicted only while enough others are healthy. One that crashes again and again then keeps its node from being drained, often just when the drain would cure it.',
  remedy:
    'Write unhealthyPodEvictionPolicy: AlwaysAllow. For members of a quorum that must catch up before the next one goes, IfHealthyBudget is right: write it down.',
  example: 'spec:\n  unhealthyPodEvictionPolicy: AlwaysAllow',
  sources: ['https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy'],
  check: (model) =>
    model.budgets
      .filter(
        ({ object, workloads }) => object.spec['unhealthyPodEvictionPolicy'] === undefined && workloads.length > 0,
      )
      .map(({ object }) => ({
        severity: 'advisory',
        object,
        field: ['spec'],
        message: `${describe(object)} lets a pod that is not ready block the drain of its node.`,
        fix: {
          title: 'unhealthyPodEvictionPolicy: AlwaysAllow',
          edits: [{ set: ['spec', 'unhealthyPodEvictionPolicy'], value: 'AlwaysAllow' }],
        },
      })),
});
