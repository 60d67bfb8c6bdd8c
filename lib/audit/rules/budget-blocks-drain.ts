import { allowedDisruptions, type Budget } from '../../model/budget';
import type { ClusterModel } from '../../model/cluster-model';
import { describe } from '../../model/kube-object';
import { defineRule, type Fault } from '../define-rule';

export const budgetBlocksDrain = defineRule({
  id: 'budget-blocks-drain',
  topic: 'pdb',
  title: 'A PodDisruptionBudget never permits an eviction.',
  why: 'It is worse than none: every drain of a node with one of these pods waits for ever, so that people and upgrade controllers end up deleting pods, or the node, past all budgets. Percentages of both fields are rounded up, so that 100 %, a minAvailable that equals the replicas, or any budget over a single replica permits nothing.',
  remedy: 'Let one pod go at a time: maxUnavailable: 1, with two or more replicas.',
  example: 'spec:\n  maxUnavailable: 1\n  unhealthyPodEvictionPolicy: AlwaysAllow',
  sources: [
    'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
    'k8s.io/kubernetes v1.36.3, pkg/controller/disruption/disruption.go: getExpectedPodCount',
  ],
  check: (model) => model.budgets.flatMap((budget) => faultsOf(budget, model)),
});

function faultsOf(budget: Budget, model: ClusterModel): Fault[] {
  const { object, minAvailable, maxUnavailable, workloads } = budget;
  const servers = workloads.filter((w) => w.kind !== 'job' && w.kind !== 'daemon');
  const total = servers.reduce((sum, workload) => sum + model.replicas(workload).count, 0);
  const field = ['spec', maxUnavailable === undefined ? 'minAvailable' : 'maxUnavailable'];
  const base = { severity: 'degrades', object, related: servers.map((w) => w.object) } as const;
  if (minAvailable === undefined && maxUnavailable === undefined)
    return [
      {
        ...base,
        field: ['spec'],
        message: `${describe(object)} has neither minAvailable nor maxUnavailable, which permits no eviction, ever.`,
        fix: maxUnavailableOne(budget),
      },
    ];
  // Both fields are a fault of their own.
  if (minAvailable !== undefined && maxUnavailable !== undefined) return [];
  const never = total === 0 && allowedDisruptions(budget, 1000) === 0 && !Number.isInteger(minAvailable);
  if (never)
    return [
      {
        ...base,
        severity: 'advisory',
        field,
        message: `${describe(object)} permits no eviction, however many pods there are; it selects no workload among the files.`,
        fix: maxUnavailableOne(budget),
      },
    ];
  if (total === 0 || allowedDisruptions(budget, total) > 0) return [];
  const pods = total === 1 ? '1 pod' : `${total} pods`;
  return [
    {
      ...base,
      field,
      message: `${describe(object)} permits 0 evictions of its ${pods}: a drain of a node with one of them never ends.`,
      ...(total > 1
        ? { fix: maxUnavailableOne(budget) }
        : { remedy: 'Run two or more replicas. With one, a budget can only block drains: remove it.' }),
    },
  ];
}

function maxUnavailableOne({ minAvailable }: Budget): NonNullable<Fault['fix']> {
  const remove = minAvailable === undefined ? [] : [{ remove: ['spec', 'minAvailable'] }];
  return { title: 'maxUnavailable: 1', edits: [...remove, { set: ['spec', 'maxUnavailable'], value: 1 }] };
}
