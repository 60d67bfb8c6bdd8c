import { describe } from '../../model/kube-object';
import { isTolerated } from '../../model/kubernetes/taints';
import { defineRule } from '../define-rule';

export const daemonMissesNodes = defineRule({
  id: 'daemon-misses-nodes',
  topic: 'controlplane',
  title: 'A network or storage agent is evicted from its node by a taint.',
  why: 'Pods of the node need it. When somebody taints the node (to drain it, or because it lacks something), the agent is evicted or not started there, and volumes cannot be detached, or pods lose their network, while they still run.',
  remedy: 'Let it tolerate every taint: operator: Exists.',
  example: 'tolerations:\n  - operator: Exists',
  sources: ['https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations'],
  check: (model) =>
    model.workloads
      .filter(({ kind, pod }) => kind === 'daemon' && pod.value['priorityClassName'] === 'system-node-critical')
      .filter(({ pod }) => !TAINTS.every((taint) => isTolerated(taint, pod.scheduling.tolerations)))
      .map(({ object, pod }) => ({
        severity: 'advisory',
        object,
        field: [...pod.path, 'tolerations'],
        message: `${describe(object)} is critical to its node, but does not tolerate every taint of it.`,
        fix: {
          title: 'operator: Exists',
          edits: [{ set: [...pod.path, 'tolerations'], value: [{ operator: 'Exists' }] }],
        },
      })),
});

/** Taints with keys that nobody can foresee. */
const TAINTS = ['NoSchedule', 'NoExecute'].map((effect) => ({ key: 'example.com/any', effect }));
