import type { Budget } from '../../model/budget';
import { text } from '../../model/json';
import { describe } from '../../model/kube-object';
import { isEmptySelector } from '../../model/kubernetes/label-selector';
import type { PodIndex } from '../../model/pod-index';
import type { Workload } from '../../model/workload';
import { defineRule, type Fault } from '../define-rule';

const MAKERS = [
  'HelmRelease.helm.toolkit.fluxcd.io',
  'HelmChart.helm.cattle.io',
  'FluxInstance.fluxcd.controlplane.io',
];

export const budgetSelectsNothing = defineRule({
  id: 'budget-selects-nothing',
  topic: 'pdb',
  title: 'A PodDisruptionBudget selects no pod.',
  why: 'It protects nothing, while it looks as if it did. A budget counts pods of its own namespace whose labels, those of the pod template, satisfy its selector. Without a selector it selects none.',
  remedy: 'Give it the namespace of the workload and the labels of its pod template.',
  example: 'spec:\n  selector:\n    matchLabels: {app: shop}',
  sources: ['https://kubernetes.io/docs/tasks/run-application/configure-pdb/#specifying-a-poddisruptionbudget'],
  check: (model) => {
    // Programs that make pods which no file describes.
    const makers = new Set(
      MAKERS.flatMap((type) =>
        model.ofType(type).map(({ namespace, spec }) => text(spec['targetNamespace']) ?? namespace),
      ),
    );
    const namespaces = [...new Set(model.workloads.map(({ object }) => object.namespace))];
    return model.budgets
      .filter(
        ({ workloads, object, selector }) => workloads.length === 0 && !(selector && makers.has(object.namespace)),
      )
      .map((budget) => faultOf(budget, workloadElsewhere(budget, namespaces, model.pods)));
  },
});

function faultOf({ object, selector }: Budget, elsewhere: Workload | undefined): Fault {
  const reason =
    selector === undefined
      ? 'has no selector'
      : elsewhere === undefined
        ? 'selects no workload among the files'
        : `selects the pods of ${describe(elsewhere.object)}, but is in another namespace`;
  const field = selector === undefined ? ['spec'] : elsewhere ? ['metadata', 'namespace'] : ['spec', 'selector'];
  return { severity: 'advisory', object, field, message: `${describe(object)} ${reason}: it protects nothing.` };
}

/** Only a few namespaces are looked through: the question is one of a mistake by hand. */
const MOST_NAMESPACES = 100;

function workloadElsewhere(
  { selector, object }: Budget,
  namespaces: readonly string[],
  pods: PodIndex,
): Workload | undefined {
  if (selector === undefined || isEmptySelector(selector)) return undefined;
  for (const namespace of namespaces.slice(0, MOST_NAMESPACES)) {
    const [found] = namespace === object.namespace ? [] : pods.select(namespace, selector);
    if (found !== undefined) return found;
  }
  return undefined;
}
