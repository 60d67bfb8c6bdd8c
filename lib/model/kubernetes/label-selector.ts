import { satisfies } from './requirement';
import type { Labels, LabelSelector } from './types';

/**
 * Whether a label selector selects labels. No selector (absent or null) selects nothing, the empty one `{}` everything.
 *
 * `emptySelects: 'nothing'` is for policy/v1beta1 PodDisruptionBudgets, where `{}` selected nothing.
 * Source: LabelSelectorAsSelector, k8s.io/apimachinery v0.36.3, pkg/apis/meta/v1/helpers.go.
 */
export function matchesLabelSelector(
  selector: LabelSelector | null | undefined,
  labels: Labels,
  emptySelects: 'everything' | 'nothing' = 'everything',
): boolean {
  if (!selector) return false;
  if (isEmptySelector(selector)) return emptySelects === 'everything';
  return (
    matchesLabels(selector.matchLabels ?? {}, labels) &&
    (selector.matchExpressions ?? []).every((requirement) => satisfies(labels, requirement, 'label'))
  );
}

/** Whether a selector is `{}`, which asks nothing. */
export function isEmptySelector(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0;
}

/**
 * Whether all required labels are there with their values: selectors that are plain maps, as `nodeSelector`. An empty
 * map asks nothing; that a Service without a selector selects no pod is for its caller to know.
 */
export function matchesLabels(required: Labels, labels: Labels): boolean {
  return Object.entries(required).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}

/**
 * A selector together with what `matchLabelKeys` and `mismatchLabelKeys` add to it: the pod's own values. Keys that the
 * pod lacks are ignored, and no selector stays none.
 *
 * Source: applyLabelKeysToLabelSelector, k8s.io/kubernetes v1.36.3, pkg/registry/core/pod/strategy.go.
 */
export function withLabelKeys(
  selector: LabelSelector | null | undefined,
  podLabels: Labels,
  matchLabelKeys: readonly string[] | null | undefined,
  mismatchLabelKeys?: readonly string[] | null,
): LabelSelector | undefined {
  if (!selector) return undefined;
  const asked = (keys: readonly string[] | null | undefined, operator: 'In' | 'NotIn') =>
    (keys ?? []).flatMap((key) => {
      const value = Object.hasOwn(podLabels, key) ? podLabels[key] : undefined;
      return value === undefined ? [] : [{ key, operator, values: [value] }];
    });
  const added = [...asked(matchLabelKeys, 'In'), ...asked(mismatchLabelKeys, 'NotIn')];
  return added.length === 0
    ? selector
    : { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), ...added] };
}
