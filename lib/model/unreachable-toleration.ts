import { isTolerated } from './kubernetes/taints';
import type { PodSpec } from './kubernetes/types';

const UNREACHABLE = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' };

/**
 * How many seconds a pod stays bound to a node that is not reachable; null when it does for ever. Of several
 * tolerations the shortest counts.
 *
 * @param standard what the API server adds where a pod has none
 *
 * Source: DefaultTolerationSeconds admission and getMinTolerationTime, k8s.io/kubernetes v1.36.3.
 */
export function unreachableToleration({ tolerations }: PodSpec, standard = 300): number | null {
  const own = (tolerations ?? []).filter((toleration) => isTolerated(UNREACHABLE, [toleration]));
  if (own.length === 0) return standard;
  const seconds = own.flatMap(({ tolerationSeconds }) => tolerationSeconds ?? []);
  return seconds.length === 0 ? null : Math.max(0, Math.min(...seconds));
}
