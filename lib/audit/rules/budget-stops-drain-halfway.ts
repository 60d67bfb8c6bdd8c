import { allowedDisruptions, type Budget } from '../../model/budget';
import type { ClusterModel } from '../../model/cluster-model';
import { describe } from '../../model/kube-object';
import { ZONE } from '../../model/nodes';
import { alikeNodes } from '../../model/placement/alike-nodes';
import { drainStandstill } from '../../model/placement/drain-standstill';
import { honoringTaints } from '../../model/placement/honoring-taints';
import type { PodSet } from '../../model/placement/pod-set';
import { spreadOf } from '../../model/spread';
import { podSetOf } from '../../model/survival';
import type { Workload } from '../../model/workload';
import { defineRule, type Fault } from '../define-rule';

export const budgetStopsDrainHalfway = defineRule({
  id: 'budget-stops-drain-halfway',
  topic: 'pdb',
  title: 'A drain may stop halfway.',
  why: 'The nodes that are drained take no pods any more. Where a pod that was evicted finds no place elsewhere, because a hard rule keeps it from the other nodes, it stays Pending, and once as many are missing as the PodDisruptionBudget permits, no other pod of the node or zone may leave.',
  remedy:
    'Permit as many evictions as a node or zone has pods, or loosen what keeps the pods apart: leave minDomains out, or raise maxSkew.',
  example: `topologySpreadConstraints:
  - topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: DoNotSchedule
    nodeTaintsPolicy: Honor`,
  sources: [
    'https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/',
    'k8s.io/kubectl v0.36.3, pkg/drain: cordon and eviction',
    'k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins/podtopologyspread: matchNodeInclusionPolicies',
  ],
  check: (model) => (model.nodes.known ? model.budgets.flatMap((budget) => faultsOf(budget, model)) : []),
});

function faultsOf(budget: Budget, model: ClusterModel): Fault[] {
  const [workload, ...others] = budget.workloads;
  // What a budget over several workloads permits depends on all of them; that is a fault of its own.
  if (workload === undefined || others.length > 0 || workload.kind !== 'replicated') return [];
  const { apart, even } = spreadOf(workload);
  const allowed = allowedDisruptions(budget, model.replicas(workload).count);
  if (allowed === 0 || apart.length + even.length === 0) return [];
  const stuck = whereStuck(workload, allowed, model);
  if (stuck === undefined) return [];
  const path = [...workload.pod.path, 'topologySpreadConstraints'];
  const message = `A drain of ${stuck.what} may never end: pods of ${describe(workload.object)} that have to leave may find no other node, and ${describe(budget.object)} lets no more than ${allowed} be missing.`;
  if (!stuck.cured)
    return [{ severity: 'advisory', object: budget.object, field: ['spec'], message, related: [workload.object] }];
  const counting = even.filter(({ index }) => !honors(workload, index));
  return [
    {
      severity: 'advisory',
      object: workload.object,
      field: [...path, counting[0]?.index ?? 0],
      message,
      remedy: 'Write nodeTaintsPolicy: Honor in the constraint: a zone without nodes that take pods is then no place.',
      fix: {
        title: 'nodeTaintsPolicy: Honor',
        edits: counting.map(({ index }) => ({ set: [...path, index, 'nodeTaintsPolicy'], value: 'Honor' })),
      },
      related: [budget.object],
    },
  ];
}

function honors({ pod }: Workload, index: number): boolean {
  return pod.scheduling.topologySpreadConstraints?.[index]?.nodeTaintsPolicy === 'Honor';
}

interface Stuck {
  readonly what: string;
  /** Whether nodeTaintsPolicy: Honor is all that lacks. */
  readonly cured: boolean;
}

function whereStuck(workload: Workload, allowed: number, model: ClusterModel): Stuck | undefined {
  const pods = podSetOf(workload, model);
  return model.shared(`drain ${allowed} ${JSON.stringify(pods)}`, () => {
    const nodes = model.nodes.all;
    const isStuck = (set: PodSet, drained: readonly string[]) =>
      drainStandstill(set, { nodes }, drained, allowed).verdict === 'possible';
    // Where one node that takes no pods is counted as a place, the loss of it has the same fault.
    const node = alikeNodes(nodes).find((name) => isStuck(honoringTaints(pods), [name]));
    if (node !== undefined) return { what: `node ${node}`, cured: false };
    for (const zone of model.nodes.zones) {
      const drained = nodes.filter(({ metadata }) => metadata.labels?.[ZONE] === zone).map((n) => n.metadata.name);
      if (drained.length > 1 && drained.length < nodes.length && isStuck(pods, drained))
        return { what: `zone ${zone}`, cured: !isStuck(honoringTaints(pods), drained) };
    }
    return undefined;
  });
}
