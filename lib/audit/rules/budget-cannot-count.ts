import { describe } from '../../model/kube-object';
import { list } from '../consequence';
import { defineRule } from '../define-rule';

export const budgetCannotCount = defineRule({
  id: 'budget-cannot-count',
  topic: 'pdb',
  title: 'A PodDisruptionBudget selects pods that it cannot count.',
  why: 'For maxUnavailable and for percentages, the controller asks the owner of each pod how many there should be, by its scale. A DaemonSet has none: the controller gives up (SyncFailed), and then the budget permits no eviction at all, also not of the other pods that it selects.',
  remedy: 'Leave pods of DaemonSets out of the selector. A drain does not evict them anyway.',
  example: 'spec:\n  selector:\n    matchLabels: {app: shop, component: web}',
  sources: [
    'https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors',
    'k8s.io/kubernetes v1.36.3, pkg/controller/disruption/disruption.go: getExpectedScale, finders',
  ],
  check: (model) =>
    model.budgets.flatMap(({ object, workloads, minAvailable, maxUnavailable }) => {
      const daemons = workloads.filter(({ kind }) => kind === 'daemon');
      const counts = maxUnavailable !== undefined || typeof minAvailable === 'string';
      if (daemons.length === 0 || !counts) return [];
      const others = workloads.filter(({ kind }) => kind === 'replicated' || kind === 'operator');
      return [
        {
          severity: others.length > 0 ? ('degrades' as const) : ('advisory' as const),
          object,
          field: ['spec', 'selector'],
          message: `${describe(object)} selects the pods of ${list(daemons.map((w) => describe(w.object)))}, whose number it cannot find out: it permits no eviction${others.length > 0 ? `, also not of ${list(others.map((w) => describe(w.object)))}` : ''}.`,
          related: others.map((w) => w.object),
        },
      ];
    }),
});
