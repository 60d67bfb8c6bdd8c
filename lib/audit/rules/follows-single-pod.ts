import type { ClusterModel } from '../../model/cluster-model';
import { describe } from '../../model/kube-object';
import { matchesAffinityTerm, resolveAffinityTerm } from '../../model/kubernetes/affinity-term';
import type { PodAffinityTerm } from '../../model/kubernetes/types';
import type { Workload } from '../../model/workload';
import { consequenceOf, list } from '../consequence';
import { defineRule, type Fault } from '../define-rule';

export const followsSinglePod = defineRule({
  id: 'follows-single-pod',
  topic: 'placement',
  title: 'Pods must be where one other pod is.',
  why: 'A required pod affinity binds every replica to the node or zone of pods that it selects. Where there is one of those, all replicas share its fate, however many they are; where there is none, they stay Pending.',
  remedy: 'Prefer the place instead (preferredDuringSchedulingIgnoredDuringExecution), or run more of the other pods.',
  example:
    'podAffinity:\n  preferredDuringSchedulingIgnoredDuringExecution:\n    - weight: 100\n      podAffinityTerm: {topologyKey: kubernetes.io/hostname}',
  sources: [
    'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity',
  ],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      const terms = workload.pod.scheduling.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
      if (terms.length === 0 || workload.kind === 'job' || model.role(workload) === 'job') return [];
      return terms.flatMap((term, i) => faultsOf(term, i, workload, model));
    }),
});

function faultsOf(term: PodAffinityTerm, index: number, workload: Workload, model: ClusterModel): Fault[] {
  const { object, pod } = workload;
  const self = { namespace: object.namespace, labels: pod.labels };
  const resolved = resolveAffinityTerm(term, self);
  // The pods may follow each other.
  if (matchesAffinityTerm(resolved, self)) return [];
  // Namespaces that are chosen by their labels are not looked through: what is in them is not known here.
  if (term.namespaceSelector) return [];
  const leaders = resolved.namespaces.flatMap((namespace) => model.pods.select(namespace, resolved.selector));
  const pods = leaders.reduce((sum, leader) => sum + model.replicas(leader).count, 0);
  const field = [...pod.path, 'affinity', 'podAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', index];
  if (leaders.length === 0)
    return [
      {
        severity: 'inconclusive',
        object,
        field,
        message: `${describe(object)} runs only beside pods that no workload among the files makes.`,
        remedy: 'Give the file with the other pods too, or correct the selector.',
      },
    ];
  if (pods > 1 || model.replicas(workload).count < 2) return [];
  const { severity, text, related } = consequenceOf(workload, model);
  return [
    {
      severity,
      object,
      field,
      message: `All replicas of ${describe(object)} must be on the ${term.topologyKey} of ${list(leaders.map((l) => describe(l.object)))}, which has ${pods === 1 ? 'one pod' : 'no pod'}: its loss takes them all. ${text}`,
      related: [...leaders.map((leader) => leader.object), ...related],
    },
  ];
}
