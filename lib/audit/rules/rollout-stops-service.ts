import { describe } from '../../model/kube-object';
import { consequenceOf } from '../consequence';
import { defineRule } from '../define-rule';

export const rolloutStopsService = defineRule({
  id: 'rollout-stops-service',
  topic: 'strategy',
  title: 'An update takes all replicas away at once.',
  why: 'With Recreate, or a maxUnavailable of all replicas, every pod is stopped before the first new one is ready. Each change of the template is an outage as long as its start, and a change that does not start is an outage until somebody takes it back.',
  remedy: 'Update a part at a time: type: RollingUpdate with maxUnavailable: 1, or 0 where a surge has room.',
  example: 'spec:\n  strategy:\n    type: RollingUpdate\n    rollingUpdate: {maxUnavailable: 1, maxSurge: 1}',
  sources: [
    'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy',
    'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/',
  ],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      const { count } = model.replicas(workload);
      const rollout = model.rollout(workload);
      // With one replica, that there is one is the fault.
      if (rollout === undefined || count < 2 || model.role(workload) === 'job') return [];
      const all = rollout.kind === 'recreate' || (rollout.kind === 'rolling' && rollout.unavailable >= count);
      if (!all) return [];
      const { severity, text, related } = consequenceOf(workload, model);
      const daemon = workload.kind === 'daemon';
      const strategy = daemon || workload.object.type === 'StatefulSet' ? 'updateStrategy' : 'strategy';
      const how = rollout.kind === 'recreate' ? 'Recreate stops' : 'its maxUnavailable lets an update stop';
      // Pods of a DaemonSet that nobody asks through a Service work for their own node only.
      const local = daemon && model.role(workload) === 'worker';
      return [
        {
          severity: local ? ('advisory' as const) : severity,
          object: workload.object,
          field: rollout.path,
          message: `${describe(workload.object)}: ${how} all ${daemon ? 'pods on all nodes' : `${count} replicas`} at once. ${text}`,
          fix: {
            title: 'one at a time',
            edits: [
              { set: ['spec', strategy, 'type'], value: 'RollingUpdate' },
              { set: ['spec', strategy, 'rollingUpdate', 'maxUnavailable'], value: 1 },
            ],
          },
          related,
        },
      ];
    }),
});
