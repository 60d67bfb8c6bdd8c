import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const noPriority = defineRule({
  id: 'no-priority',
  topic: 'placement',
  title: 'A service has no priority class.',
  why: 'When a node is lost, its pods crowd onto the others. Who finds room first is a matter of priority; without a class it is 0, so that a batch job may keep a service out. Under pressure the kubelet also evicts by priority.',
  remedy: 'Give it a PriorityClass, or make one of them the global default.',
  example: 'spec:\n  template:\n    spec:\n      priorityClassName: service',
  sources: ['https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/'],
  check: (model) => {
    if (model.ofType('PriorityClass').some(({ manifest }) => manifest['globalDefault'] === true)) return [];
    return model.workloads
      .filter(
        (w) => w.pod.scheduling.priorityClassName === undefined && w.kind !== 'pod' && model.replicas(w).count > 0,
      )
      .filter((w) => model.role(w) === 'server' || (model.role(w) === 'worker' && w.kind === 'replicated'))
      .map(({ object, pod }) => ({
        severity: 'advisory',
        object,
        field: pod.path,
        message: `${describe(object)} has no priority class: after the loss of a node its pods may find no room.`,
      }));
  },
});
