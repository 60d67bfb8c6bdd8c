import { allowedDisruptions } from '../../model/budget';
import { describe } from '../../model/kube-object';
import { isQuorum } from '../../model/survival';
import { defineRule } from '../define-rule';

export const budgetBreaksQuorum = defineRule({
  id: 'budget-breaks-quorum',
  topic: 'pdb',
  title: 'A PodDisruptionBudget permits more evictions than a quorum survives.',
  why: 'More than half of the members must be there. A budget that permits two of three to be evicted together permits a drain that stops all of them.',
  remedy: 'Let one member go at a time: maxUnavailable: 1.',
  example: 'spec:\n  maxUnavailable: 1',
  sources: [
    'https://kubernetes.io/docs/tasks/run-application/configure-pdb/#think-about-how-your-application-reacts-to-disruptions',
    'https://etcd.io/docs/v3.6/faq/#what-is-failure-tolerance',
  ],
  check: (model) =>
    model.budgets.flatMap((budget) => {
      const { object, workloads, minAvailable, maxUnavailable } = budget;
      const [members, ...others] = workloads;
      if (members === undefined || others.length > 0 || !isQuorum(members, model)) return [];
      const { count } = model.replicas(members);
      const allowed = allowedDisruptions(budget, count);
      // One that permits all of them has a rule of its own.
      if (allowed <= Math.floor((count - 1) / 2) || allowed >= count) return [];
      return [
        {
          severity: 'degrades' as const,
          object,
          field: ['spec', maxUnavailable === undefined ? 'minAvailable' : 'maxUnavailable'],
          message: `${describe(object)} permits ${allowed} of the ${count} members of ${describe(members.object)} to be evicted together; ${count} members survive the loss of ${Math.floor((count - 1) / 2)}.`,
          fix: {
            title: 'maxUnavailable: 1',
            edits: [
              ...(minAvailable === undefined ? [] : [{ remove: ['spec', 'minAvailable'] }]),
              { set: ['spec', 'maxUnavailable'], value: 1 },
            ],
          },
          related: [members.object],
        },
      ];
    }),
});
