import { isEmptySelector, matchesLabels } from '../../model/kubernetes/label-selector';
import type { LabelSelector, LabelSelectorRequirement } from '../../model/kubernetes/types';
import type { SchedulerCluster, SchedulerPod } from './cluster';

/**
 * The pods among which a pod is spread that declares no spread of its own: those that the same Services select and the
 * same controller made. Undefined when there is neither.
 *
 * Source: DefaultSelector, k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins/helper/spread.go.
 */
export function defaultSelector(cluster: SchedulerCluster, { metadata }: SchedulerPod): LabelSelector | undefined {
  const labels = metadata.labels ?? {};
  const ofServices = cluster.services
    .filter(({ namespace, selector }) => namespace === metadata.namespace && matchesLabels(selector, labels))
    .map(({ selector }) => selector);
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  const ofController = cluster.controllers.find(
    ({ kind, namespace, name }) => namespace === metadata.namespace && kind === owner?.kind && name === owner.name,
  )?.selector;
  const selector: LabelSelector = {
    matchLabels: Object.assign({}, ...ofServices) as Readonly<Record<string, string>>,
    matchExpressions: ofController ? requirementsOf(ofController) : [],
  };
  return isEmptySelector(selector) ? undefined : selector;
}

function requirementsOf({ matchLabels, matchExpressions }: LabelSelector): readonly LabelSelectorRequirement[] {
  const equal = Object.entries(matchLabels ?? {}).map(([key, value]) => ({ key, operator: 'In', values: [value] }));
  return [...equal, ...(matchExpressions ?? [])];
}
