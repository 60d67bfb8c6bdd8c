import type { Toleration } from './kubernetes';

/** Seconds that a pod stays bound to a node that is not reachable; Kubernetes' default is 300. */
export const FAILOVER_SECONDS = 30;

/**
 * Shortens failover. Only the NoExecute taints are tolerated: the NoSchedule taint of the same name keeps a dead node
 * from counting as a domain of a spread.
 *
 * Source: DefaultTolerationSeconds admission (v1.36) adds 300 s where a pod has none of its own.
 */
export function failoverTolerations(seconds: number = FAILOVER_SECONDS): Toleration[] {
  return ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: seconds,
  }));
}
