/** A count as it is written, or a share such as `25%`. */
export type IntOrPercent = number | string;

/**
 * The count that an int or a percentage of `total` stands for; undefined for what the API server refuses.
 *
 * Which way a percentage is rounded depends on the field: a Deployment's `maxSurge` and both fields of a
 * PodDisruptionBudget up, `maxUnavailable` of a Deployment down.
 *
 * Source: GetScaledValueFromIntOrPercent, k8s.io/apimachinery v0.36.3, pkg/util/intstr; validation of percentages and
 * signs, k8s.io/kubernetes v1.36.3, pkg/apis/apps/validation.
 */
export function resolveIntOrPercent(
  value: IntOrPercent | null | undefined,
  total: number,
  round: 'up' | 'down',
): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 ? value : undefined;
  const percent = typeof value === 'string' ? /^([0-9]+)%$/.exec(value)?.[1] : undefined;
  if (percent === undefined) return undefined;
  const share = (Number(percent) * total) / 100;
  return round === 'up' ? Math.ceil(share) : Math.floor(share);
}
