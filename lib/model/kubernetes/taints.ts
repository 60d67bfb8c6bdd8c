import type { Node, Taint, Toleration } from './types';

/** Taint that the node lifecycle controller gives a cordoned node. */
export const UNSCHEDULABLE: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** The feature gate TaintTolerationComparisonOperators (Lt and Gt): alpha and off in Kubernetes 1.36. */
export interface TolerationOptions {
  /** @default false */
  readonly comparisonOperators?: boolean;
}

/**
 * Whether a toleration tolerates a taint. No effect means every effect, no key every key, no operator Equal.
 *
 * Source: Toleration.ToleratesTaint, k8s.io/api v0.36.3, core/v1/toleration.go.
 */
export function toleratesTaint(toleration: Toleration, taint: Taint, options: TolerationOptions = {}): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  const [wanted, actual] = [toleration.value ?? '', taint.value ?? ''];
  switch (toleration.operator ?? '') {
    case '':
    case 'Equal':
      return wanted === actual;
    case 'Exists':
      return true;
    case 'Lt':
    case 'Gt': {
      const [limit, found] = [parseDecimal(wanted), parseDecimal(actual)];
      if (!options.comparisonOperators || limit === undefined || found === undefined) return false;
      return toleration.operator === 'Lt' ? found < limit : found > limit;
    }
    default:
      return false;
  }
}

/** Whether any toleration tolerates the taint. */
export function isTolerated(
  taint: Taint,
  tolerations: readonly Toleration[] | null | undefined,
  options: TolerationOptions = {},
): boolean {
  return (tolerations ?? []).some((toleration) => toleratesTaint(toleration, taint, options));
}

/** Whether a taint keeps new pods away: PreferNoSchedule does not. */
export function repels(taint: Taint): boolean {
  return taint.effect === 'NoSchedule' || taint.effect === 'NoExecute';
}

/** A node's taints; a cordoned node has the one for it, also where the controller has not yet written it. */
export function taintsOf(node: Node): readonly Taint[] {
  const taints = node.spec?.taints ?? [];
  const cordoned = node.spec?.unschedulable === true && !taints.some((taint) => taint.key === UNSCHEDULABLE.key);
  return cordoned ? [...taints, UNSCHEDULABLE] : taints;
}

/**
 * The taints of a node that keep a pod with these tolerations away; none means that it may come.
 *
 * Source: filters TaintToleration and NodeUnschedulable, k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins.
 */
export function untoleratedTaints(
  node: Node,
  tolerations: readonly Toleration[] | null | undefined,
  options: TolerationOptions = {},
): readonly Taint[] {
  return taintsOf(node).filter((taint) => repels(taint) && !isTolerated(taint, tolerations, options));
}

/** A decimal integer of 64 bits without leading zeros, as IsDecimalInteger of k8s.io/apimachinery asks for. */
function parseDecimal(text: string): bigint | undefined {
  if (!/^(0|-?[1-9][0-9]{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}
