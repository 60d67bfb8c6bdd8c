import type { ClusterModel } from '../../model/cluster-model';
import { describe } from '../../model/kube-object';
import { HOSTNAME } from '../../model/nodes';
import { type Spread, spreadOf } from '../../model/spread';
import { neededPods } from '../../model/survival';
import type { Workload } from '../../model/workload';
import { consequenceOf, howLong, movesByItself } from '../consequence';
import { defineRule, type Fault } from '../define-rule';
import type { Fix } from '../finding-draft';

export const replicasShareNode = defineRule({
  id: 'replicas-share-node',
  topic: 'spread',
  title: 'All replicas may be on one node.',
  why: 'The scheduler may put every replica on one node: because nothing keeps them apart, because what does is only a preference, or because the rule selects other pods. It does so when the other nodes are full or were just away, and it never moves them afterwards. Then the loss of that node takes all of them.',
  remedy:
    'Keep them apart with a hard rule: a topology spread constraint over kubernetes.io/hostname with whenUnsatisfiable: DoNotSchedule that selects the labels of the pods.',
  example: `spec:
  template:
    spec:
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: DoNotSchedule
          nodeTaintsPolicy: Honor
          labelSelector: {matchLabels: {app: shop}}
          matchLabelKeys: [pod-template-hash]`,
  sources: [
    'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/',
    'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity',
  ],
  check: (model) => model.workloads.flatMap((workload) => faultsOf(workload, model)),
});

const UNTOLD = {
  nodes: 'depends on the nodes, which nobody named',
  others: 'depends on where other pods are, which its rules name',
  search: 'cannot be decided: its rules allow more placements than are looked at',
} as const;

function faultsOf(workload: Workload, model: ClusterModel): Fault[] {
  if (workload.kind !== 'replicated' || model.role(workload) === 'job') return [];
  const { count, scalers } = model.replicas(workload);
  const spread = spreadOf(workload);
  const base = { object: workload.object, field: fieldOf(workload, spread), fix: fixOf(workload) };
  if (count === 1) {
    // Where the one replica is an outage, that is the fault; a worker may be meant to grow.
    const guided = scalers.length > 0 || spread.apart.length + spread.even.length > 0;
    return guided || model.role(workload) !== 'worker' || movesByItself(workload, model)
      ? []
      : [followUp(workload, base)];
  }
  // Two voters need each other, wherever they are.
  const need = neededPods(workload, model);
  if (need === count) return [];
  const which = need === 1 ? `all ${count} replicas` : `more than half of the ${count} members`;
  const loss = model.nodeLoss(workload);
  if (loss.verdict === 'inconclusive')
    return [
      {
        ...base,
        severity: 'inconclusive',
        message: `Whether ${which} of ${describe(workload.object)} may be on one node ${UNTOLD[loss.lacks]}.`,
        remedy: 'Name the nodes with --nodes, or keep the replicas apart over kubernetes.io/hostname.',
      },
    ];
  if (loss.verdict === 'survives' || loss.reason !== 'not-spread') return [];
  const { severity, text, related } = consequenceOf(workload, model);
  return [
    {
      ...base,
      severity,
      message: `${reasonOf(spread)}, so ${which} of ${describe(workload.object)} may be on one node, and its loss takes ${need === 1 ? 'them all' : 'the majority'}. ${text} ${howLong(workload)}`,
      related,
    },
  ];
}

/** With one replica there is nothing to spread yet; who adds replicas needs it. */
function followUp({ object }: Workload, base: Pick<Fault, 'object' | 'field' | 'fix'>): Fault {
  const message = `Once ${describe(object)} has more than one replica, nothing keeps them on different nodes.`;
  return { ...base, severity: 'advisory', message };
}

function reasonOf({ selectsOthers, prefers, even }: Spread): string {
  if (even.length > 0) return 'What keeps the replicas apart allows too much';
  if (selectsOthers) return 'The rule that should keep the replicas apart does not select them';
  return prefers ? 'The replicas are kept apart only if it is easy' : 'Nothing keeps the replicas apart';
}

function fieldOf({ pod }: Workload, { prefers, selectsOthers }: Spread): readonly (string | number)[] {
  const written = Array.isArray(pod.value['topologySpreadConstraints']) ? 'topologySpreadConstraints' : 'affinity';
  return prefers || selectsOthers ? [...pod.path, written] : pod.path;
}

function fixOf({ pod }: Workload): Fix {
  const constraint = {
    maxSkew: 1,
    topologyKey: HOSTNAME,
    whenUnsatisfiable: 'DoNotSchedule',
    nodeTaintsPolicy: 'Honor',
    labelSelector: { matchLabels: pod.labels },
  };
  const others = Array.isArray(pod.value['topologySpreadConstraints'])
    ? (pod.value['topologySpreadConstraints'] as unknown[])
    : [];
  return {
    title: 'a hard spread over nodes',
    edits: [{ set: [...pod.path, 'topologySpreadConstraints'], value: [...others, constraint] }],
  };
}
