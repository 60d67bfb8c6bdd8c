import { at, text } from '../../model/json';
import { describe } from '../../model/kube-object';
import { isTolerated } from '../../model/kubernetes/taints';
import type { Workload } from '../../model/workload';
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
      .filter((workload) => workload.kind === 'daemon' && isNodeAgent(workload))
      .filter(({ pod }) => !TAINTS.every((taint) => isTolerated(taint, pod.scheduling.tolerations)))
      .map(({ object, pod }) => ({
        severity: 'advisory',
        object,
        field: [...pod.path, 'tolerations'],
        message: `${describe(object)} is what pods of its node need, but does not tolerate every taint of it.`,
        fix: {
          title: 'operator: Exists',
          edits: [{ set: [...pod.path, 'tolerations'], value: [{ operator: 'Exists' }] }],
        },
      })),
});

/** Folders through which the kubelet finds the network and storage of a node. Source: kubelet v1.36.3. */
const OF_THE_KUBELET = /^\/(etc\/cni\/net\.d|opt\/cni\/bin|var\/lib\/kubelet\/plugins_registry)\/?$/;

function isNodeAgent({ pod }: Workload): boolean {
  return (
    pod.value['priorityClassName'] === 'system-node-critical' ||
    pod.volumes.some(({ value }) => OF_THE_KUBELET.test(text(at(value, 'hostPath', 'path')) ?? ''))
  );
}

/** Taints with keys that nobody can foresee. */
const TAINTS = ['NoSchedule', 'NoExecute'].map((effect) => ({ key: 'example.com/any', effect }));
