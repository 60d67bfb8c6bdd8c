import type { ClusterModel } from '../../model/cluster-model';
import { describe } from '../../model/kube-object';
import { alikeNodes } from '../../model/placement/alike-nodes';
import { honoringTaints } from '../../model/placement/honoring-taints';
import { pendingAfterLoss } from '../../model/placement/pending-after-loss';
import type { PodSet } from '../../model/placement/pod-set';
import { spreadOf } from '../../model/spread';
import { podSetOf } from '../../model/survival';
import type { Workload } from '../../model/workload';
import { defineRule } from '../define-rule';

export const lostReplicaStaysPending = defineRule({
  id: 'lost-replica-stays-pending',
  topic: 'spread',
  title: 'A replica that is lost with its node may find no other.',
  why: 'A spread constraint counts a dead node as a place with no pods unless its nodeTaintsPolicy is Honor. Where every other node has a pod already, one more there would be uneven, so that the lost replica stays Pending for as long as the dead node is in the cluster, and the next failure meets one replica fewer.',
  remedy: 'Write nodeTaintsPolicy: Honor in the constraint: nodes that take no pods are then no places.',
  example: `topologySpreadConstraints:
  - topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: DoNotSchedule
    nodeTaintsPolicy: Honor`,
  sources: [
    'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#spread-constraint-definition',
    'k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins/podtopologyspread: matchNodeInclusionPolicies',
  ],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      if (workload.kind !== 'replicated' || model.role(workload) === 'job' || model.replicas(workload).count < 2)
        return [];
      const counting = constraintsThatCountDeadNodes(workload);
      const [first] = counting;
      if (first === undefined || !staysPending(workload, model)) return [];
      const path = [...workload.pod.path, 'topologySpreadConstraints'];
      const { known } = model.nodes;
      return [
        {
          severity: known && model.role(workload) === 'server' ? ('degrades' as const) : ('advisory' as const),
          object: workload.object,
          field: [...path, first],
          message: `When a node with a pod of ${describe(workload.object)} dies, ${known ? '' : 'and no more nodes take its pods than it has replicas, '}the lost replica stays Pending: the dead node counts as the place that is due.`,
          fix: {
            title: 'nodeTaintsPolicy: Honor',
            edits: counting.map((i) => ({ set: [...path, i, 'nodeTaintsPolicy'], value: 'Honor' })),
          },
        },
      ];
    }),
});

function constraintsThatCountDeadNodes(workload: Workload): readonly number[] {
  const constraints = workload.pod.scheduling.topologySpreadConstraints ?? [];
  return spreadOf(workload)
    .even.map(({ index }) => index)
    .filter((i) => constraints[i]?.nodeTaintsPolicy !== 'Honor');
}

/** Whether a replica finds no node as it is written, and would if dead nodes were no places. */
function staysPending(workload: Workload, model: ClusterModel): boolean {
  const pods = podSetOf(workload, model);
  const key = `pending ${JSON.stringify(pods)}`;
  return model.shared(key, () => isPossible(pods, model) && !isPossible(honoringTaints(pods), model));
}

function isPossible(pods: PodSet, { nodes: { all } }: ClusterModel): boolean {
  return alikeNodes(all).some((name) => pendingAfterLoss(pods, { nodes: all }, [name]).verdict === 'possible');
}
