import type { ClusterModel } from '../../model/cluster-model';
import { describe } from '../../model/kube-object';
import { matchesAffinityTerm, resolveAffinityTerm } from '../../model/kubernetes/affinity-term';
import { matchesLabelSelector } from '../../model/kubernetes/label-selector';
import type { LabelSelector } from '../../model/kubernetes/types';
import type { FieldPath } from '../../model/source';
import type { Workload } from '../../model/workload';
import { list } from '../consequence';
import { defineRule } from '../define-rule';

export const spreadCountsOthers = defineRule({
  id: 'spread-counts-others',
  topic: 'spread',
  title: 'A rule that keeps replicas apart also counts the pods of another workload.',
  why: 'Pods of the other workload take the places of these: a node that has one of them takes none of these any more, or the constraint holds them for spread where they are not. There must be as many nodes as pods of all of them together, and after the loss of one some stay Pending.',
  remedy: 'Select labels that only pods of this workload have.',
  example: 'labelSelector:\n  matchLabels: {app: shop, component: web}',
  sources: [
    'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity',
    'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#topologyspreadconstraints-field',
  ],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      if (workload.kind !== 'replicated' || model.role(workload) === 'job' || model.replicas(workload).count < 2)
        return [];
      return hardSelectors(workload).flatMap(({ selector, field }) => {
        const others = othersSelected(workload, selector, model);
        if (others.length === 0) return [];
        const all = [workload, ...others].reduce((sum, w) => sum + model.replicas(w).count, 0);
        const places = model.eligibleNodes(workload).length;
        return [
          {
            severity: model.nodes.known && all > places ? ('degrades' as const) : ('advisory' as const),
            object: workload.object,
            field,
            message: `What keeps the pods of ${describe(workload.object)} apart also counts those of ${list(others.map((w) => describe(w.object)))}: together ${all} pods${model.nodes.known ? ` for ${places} nodes` : ''}.`,
            related: others.map((w) => w.object),
          },
        ];
      });
    }),
});

/** Rules that select the own pods; one that selects others alone is a fault of its own. */
function hardSelectors({ object, pod }: Workload): { selector: LabelSelector; field: FieldPath }[] {
  const { affinity, topologySpreadConstraints } = pod.scheduling;
  const self = { namespace: object.namespace, labels: pod.labels };
  const terms = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const path = [...pod.path, 'affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'];
  return [
    ...terms.flatMap((term, i) => {
      const resolved = resolveAffinityTerm(term, self);
      return resolved.selector && matchesAffinityTerm(resolved, self)
        ? [{ selector: resolved.selector, field: [...path, i, 'labelSelector'] }]
        : [];
    }),
    ...(topologySpreadConstraints ?? []).flatMap(({ whenUnsatisfiable, labelSelector, matchLabelKeys }, i) =>
      whenUnsatisfiable === 'DoNotSchedule' &&
      labelSelector &&
      (matchLabelKeys ?? []).length === 0 &&
      matchesLabelSelector(labelSelector, pod.labels)
        ? [{ selector: labelSelector, field: [...pod.path, 'topologySpreadConstraints', i, 'labelSelector'] }]
        : [],
    ),
  ];
}

function othersSelected(workload: Workload, selector: LabelSelector, model: ClusterModel): readonly Workload[] {
  return model.pods
    .select(workload.object.namespace, selector)
    .filter((w) => w !== workload && w.kind !== 'job' && model.replicas(w).count > 0);
}
