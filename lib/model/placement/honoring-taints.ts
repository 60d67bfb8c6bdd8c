import type { PodSet } from './pod-set';

/** The same pods, if nodes that take no pods were no places for their spread. */
export function honoringTaints(pods: PodSet): PodSet {
  const constraints = pods.spec.topologySpreadConstraints ?? [];
  return {
    ...pods,
    spec: {
      ...pods.spec,
      topologySpreadConstraints: constraints.map((constraint) => ({ ...constraint, nodeTaintsPolicy: 'Honor' })),
    },
  };
}
