import { at, isObject, object } from '../../model/json';
import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const noRequests = defineRule({
  id: 'no-requests',
  topic: 'placement',
  title: 'A workload requests nothing of its node.',
  why: 'Its pods (BestEffort) are the first that the kubelet evicts when memory runs short, as it does after the loss of a node, and the scheduler puts them where there is no room.',
  remedy: 'Request the memory and processor that it needs.',
  example: 'resources:\n  requests: {cpu: 100m, memory: 128Mi}',
  sources: [
    'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#pod-selection-for-kubelet-eviction',
  ],
  check: (model) =>
    model.workloads
      .filter((workload) => {
        const role = model.role(workload);
        return workload.kind !== 'pod' && (role === 'server' || (role === 'worker' && workload.kind === 'replicated'));
      })
      .filter(({ pod }) => !isObject(at(pod.value, 'resources')))
      .filter(({ pod }) =>
        pod.containers.every(({ value }) =>
          ['requests', 'limits'].every((key) => Object.keys(object(at(value, 'resources', key))).length === 0),
        ),
      )
      .map(({ object: owner, pod }) => ({
        severity: 'advisory',
        object: owner,
        field: [...pod.path, 'containers'],
        message: `${describe(owner)} requests neither memory nor processor: its pods are evicted first when a node runs short.`,
      })),
});
