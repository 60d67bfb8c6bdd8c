import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const shardIsSingle = defineRule({
  id: 'shard-is-single',
  topic: 'replicas',
  title: 'Each replica is the only one for its share of the work.',
  why: 'The program divides the work among its replicas instead of sharing it: what one of them looks after is looked after by no other. Two replicas are two single points of failure, not a spare.',
  remedy:
    'Shorten the tolerations for dead nodes, so that a lost shard is made again soon, and accept this with a waiver.',
  example:
    'tolerations:\n  - key: node.kubernetes.io/unreachable\n    operator: Exists\n    effect: NoExecute\n    tolerationSeconds: 30',
  sources: [
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/high_availability/#argocd-application-controller',
  ],
  check: (model) =>
    model.workloads
      .filter((w) => model.program(w)?.sharded === true && w.kind === 'replicated' && model.replicas(w).count > 1)
      .map((workload) => ({
        severity: 'degrades',
        object: workload.object,
        field: workload.replicasPath,
        message: `Each of the ${model.replicas(workload).count} replicas of ${describe(workload.object)} has a share of the work that no other takes over.`,
      })),
});
