import { isObject } from './json';
import type { KubeObject } from './kube-object';
import { type IntOrPercent, resolveIntOrPercent } from './kubernetes/int-or-percent';
import { isEmptySelector } from './kubernetes/label-selector';
import type { LabelSelector } from './kubernetes/types';
import { readLabelSelector } from './pod-template';
import type { PodIndex } from './pod-index';
import type { Workload } from './workload';

/** A PodDisruptionBudget and the workloads whose pods it counts. */
export interface Budget {
  readonly object: KubeObject;
  readonly selector: LabelSelector | undefined;
  readonly minAvailable: IntOrPercent | undefined;
  readonly maxUnavailable: IntOrPercent | undefined;
  readonly workloads: readonly Workload[];
}

export function readBudget(budget: KubeObject, pods: PodIndex): Budget {
  const selector = readLabelSelector(budget.spec['selector']);
  return {
    object: budget,
    selector,
    minAvailable: intOrPercent(budget.spec['minAvailable']),
    maxUnavailable: intOrPercent(budget.spec['maxUnavailable']),
    // Jobs end, and DaemonSets' pods are not evicted by a drain: both are there, but not what a budget is for.
    workloads: pods.select(budget.namespace, selector, {
      // Source: policy/v1 differs from policy/v1beta1, kubernetes.io/docs/reference/using-api/deprecation-guide, 1.25.
      emptySelects: budget.apiVersion === 'policy/v1beta1' ? 'nothing' : 'everything',
    }),
  };
}

export function selectsWholeNamespace({ selector, object: { spec } }: Budget): boolean {
  return isObject(spec['selector']) && selector !== undefined && isEmptySelector(selector);
}

/**
 * How many of `total` pods may be evicted at a time while all are healthy. Both percentages are rounded up, and a
 * budget with neither field permits none.
 *
 * Source: getExpectedPodCount, k8s.io/kubernetes v1.36.3, pkg/controller/disruption/disruption.go.
 */
export function allowedDisruptions({ minAvailable, maxUnavailable }: Budget, total: number): number {
  if (maxUnavailable !== undefined) return Math.min(total, resolveIntOrPercent(maxUnavailable, total, 'up') ?? 0);
  if (minAvailable === undefined) return 0;
  return Math.max(0, total - (resolveIntOrPercent(minAvailable, total, 'up') ?? total));
}

function intOrPercent(value: unknown): IntOrPercent | undefined {
  return typeof value === 'number' || typeof value === 'string' ? value : undefined;
}
