import { describe } from '../../model/kube-object';
import { consequenceOf } from '../consequence';
import { defineRule } from '../define-rule';

export const pinnedToOneNode = defineRule({
  id: 'pinned-to-one-node',
  topic: 'placement',
  title: 'Only one node may have the pods.',
  why: 'A node name, a node selector, an affinity, taints that are not tolerated or a processor architecture leave one node: when it fails, no other can take over, however many replicas there are.',
  remedy: 'Let more nodes have them: remove the pin, or label or untaint another node.',
  example: 'spec:\n  template:\n    spec:\n      nodeSelector: {kubernetes.io/arch: amd64}',
  sources: ['https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/'],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      if (
        workload.kind === 'job' ||
        workload.kind === 'operator' ||
        model.role(workload) === 'job' ||
        model.replicas(workload).count === 0
      )
        return [];
      const eligible = model.eligibleNodes(workload);
      // In a cluster of one node, every pod is on it: that is the fault of the cluster.
      if (eligible.length > 1 || model.nodes.all.length < 2) return [];
      // A DaemonSet may be for one node on purpose, unless others ask it, as they do what announces addresses.
      if (workload.kind === 'daemon' && model.servicesOf(workload).length === 0 && model.role(workload) !== 'server')
        return [];
      const [only] = eligible;
      const { severity, text, related } = consequenceOf(workload, model);
      const { nodeName, nodeSelector } = workload.pod.scheduling;
      const field =
        nodeName !== undefined ? 'nodeName' : Object.keys(nodeSelector ?? {}).length > 0 ? 'nodeSelector' : 'affinity';
      return [
        {
          severity: only === undefined && !model.nodes.known ? ('inconclusive' as const) : severity,
          object: workload.object,
          field: [...workload.pod.path, field],
          message:
            only === undefined
              ? `No node may have the pods of ${describe(workload.object)}: they stay Pending. ${text}`
              : `Only ${model.nodes.known ? `node ${only.metadata.name}` : 'one node'} may have the pods of ${describe(workload.object)}. When it fails, no other takes over. ${text}`,
          related,
        },
      ];
    }),
});
