import { describe } from '../../model/kube-object';
import { matchesAffinityTerm, resolveAffinityTerm } from '../../model/kubernetes/affinity-term';
import { HOSTNAME } from '../../model/nodes';
import type { FieldPath } from '../../model/source';
import type { Workload } from '../../model/workload';
import { consequenceOf } from '../consequence';
import { defineRule } from '../define-rule';

export const topologyLabelMissing = defineRule({
  id: 'topology-label-missing',
  topic: 'spread',
  title: 'Nodes lack the label over which pods are spread.',
  why: 'A spread constraint with DoNotSchedule, and a required pod affinity, put no pod on a node without the label. A required anti-affinity says nothing about such nodes: any number of pods may be there. A label that is misspelt is one that no node has.',
  remedy: 'Correct the topologyKey, or give every node that takes the pods the label.',
  example: 'kubectl label node node-1 topology.kubernetes.io/zone=zone-a',
  sources: [
    'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#consistency',
    'https://kubernetes.io/docs/reference/labels-annotations-taints/#topologykubernetesiozone',
  ],
  check: (model) => {
    const { nodes } = model;
    if (!nodes.known || !nodes.labelled || nodes.all.length === 0) return [];
    return model.workloads.flatMap((workload) => {
      if (workload.kind === 'job' || model.replicas(workload).count === 0) return [];
      const eligible = model.eligibleNodes(workload);
      return hardKeys(workload).flatMap(({ key, field, keepsOff }) => {
        // The kubelet sets it.
        if (key === HOSTNAME || key === '') return [];
        const without = eligible.filter(({ metadata }) => metadata.labels?.[key] === undefined).length;
        if (without === 0) return [];
        const none = without === eligible.length;
        const { severity, text } = consequenceOf(workload, model);
        return [
          {
            severity: none && keepsOff ? severity : ('advisory' as const),
            object: workload.object,
            field,
            message: `${none ? 'None' : without} of the ${eligible.length} nodes that may have pods of ${describe(workload.object)} ${none ? 'has' : without === 1 ? 'lacks' : 'lack'} the label ${key}: ${keepsOff ? 'no new pod is put there.' : 'nothing keeps pods apart there.'}${none && keepsOff ? ` ${text}` : ''}`,
          },
        ];
      });
    });
  },
});

interface HardKey {
  readonly key: string;
  readonly field: FieldPath;
  /** Whether a node without the label takes no pod, rather than any number. */
  readonly keepsOff: boolean;
}

function hardKeys({ object, pod }: Workload): HardKey[] {
  const { affinity, topologySpreadConstraints } = pod.scheduling;
  const self = { namespace: object.namespace, labels: pod.labels };
  const required = 'requiredDuringSchedulingIgnoredDuringExecution';
  return [
    ...(topologySpreadConstraints ?? []).flatMap(({ topologyKey, whenUnsatisfiable }, i) =>
      whenUnsatisfiable === 'ScheduleAnyway'
        ? []
        : [{ key: topologyKey, field: [...pod.path, 'topologySpreadConstraints', i, 'topologyKey'], keepsOff: true }],
    ),
    ...(affinity?.podAffinity?.[required] ?? []).map(({ topologyKey }, i) => ({
      key: topologyKey,
      field: [...pod.path, 'affinity', 'podAffinity', required, i, 'topologyKey'],
      keepsOff: true,
    })),
    ...(affinity?.podAntiAffinity?.[required] ?? []).flatMap((term, i) =>
      matchesAffinityTerm(resolveAffinityTerm(term, self), self)
        ? [
            {
              key: term.topologyKey,
              field: [...pod.path, 'affinity', 'podAntiAffinity', required, i, 'topologyKey'],
              keepsOff: false,
            },
          ]
        : [],
    ),
  ];
}
