import type { ClusterModel } from '../../model/cluster-model';
import { object, textMap } from '../../model/json';
import { describe } from '../../model/kube-object';
import { parseResources, podRequests } from '../../model/kubernetes/resources';
import type { Workload } from '../../model/workload';
import { defineRule } from '../define-rule';

export const quotaLeavesNoRoom = defineRule({
  id: 'quota-leaves-no-room',
  topic: 'placement',
  title: 'A ResourceQuota leaves no room for the pods of its namespace.',
  why: 'The API server refuses pods beyond the quota. Where the replicas alone reach it, some are never made; where they fit but not the one more that a rolling update makes first, updates stand still; and a pod on a dead node counts until it is removed, so that its replacement is refused.',
  remedy: 'Raise the quota by the largest pod at least, or lower the requests.',
  example: 'kind: ResourceQuota\nspec:\n  hard: {pods: "20", requests.memory: 8Gi}',
  sources: [
    'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
    'k8s.io/kubernetes v1.36.3, pkg/quota/v1/evaluator/core/pods.go: QuotaV1Pod',
  ],
  check: (model) =>
    model.ofType('ResourceQuota').flatMap((quota) => {
      // A quota with scopes counts only some pods.
      if (quota.spec['scopes'] !== undefined || quota.spec['scopeSelector'] !== undefined) return [];
      const hard = textMap(object(quota.spec['hard']));
      const workloads = model.pods
        .inNamespace(quota.namespace)
        .filter((w) => w.kind !== 'job' && w.kind !== 'operator');
      if (workloads.length === 0) return [];
      return Object.entries(hard).flatMap(([key, written]) => {
        const resource = RESOURCES[key];
        if (resource === undefined) return [];
        const limit = parseResources({ [resource]: written })?.[resource];
        if (limit === undefined) return [];
        const needs = workloads.map((workload) => needOf(workload, resource, model));
        const all = needs.reduce((sum, { replicas }) => sum + replicas, 0);
        const more = Math.max(...needs.map(({ surge }) => surge));
        if (all + more <= limit) return [];
        return [
          {
            severity: all > limit ? ('degrades' as const) : ('advisory' as const),
            object: quota,
            field: ['spec', 'hard', key],
            message:
              all > limit
                ? `${describe(quota)} permits ${written} of ${key}, less than the replicas of its namespace need together: some are never made.`
                : `${describe(quota)} permits ${written} of ${key}, enough for the replicas of its namespace but not for the pods that an update makes first.`,
          },
        ];
      });
    }),
});

const RESOURCES: Readonly<Record<string, string>> = {
  pods: 'pods',
  cpu: 'cpu',
  memory: 'memory',
  'requests.cpu': 'cpu',
  'requests.memory': 'memory',
};

function needOf(workload: Workload, resource: string, model: ClusterModel): { replicas: number; surge: number } {
  const each = resource === 'pods' ? 1 : (podRequests(workload.pod.scheduling)?.[resource] ?? 0);
  const rollout = model.rollout(workload);
  const surge = rollout?.kind === 'rolling' ? rollout.surge : 0;
  return { replicas: each * model.replicas(workload).count, surge: each * surge };
}
