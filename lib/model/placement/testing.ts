import type { Node, PodSpec, TopologySpreadConstraint } from '../kubernetes/types';
import type { PodSet } from './pod-set';

export const HOSTNAME = 'kubernetes.io/hostname';
export const ZONE = 'topology.kubernetes.io/zone';

const web = { matchLabels: { app: 'web' } };

/** Nodes n0, n1 … in the zones named by the letters; `-` has no zone. */
export const inZones = (zones: string): Node[] =>
  zones.split('').map((zone, i) => ({
    metadata: { name: `n${i}`, labels: zone === '-' ? null : { [ZONE]: zone } },
  }));

/** A hard constraint over nodes, with what is to be different. */
export const spread = (more: Partial<TopologySpreadConstraint> = {}): TopologySpreadConstraint => ({
  maxSkew: 1,
  topologyKey: HOSTNAME,
  whenUnsatisfiable: 'DoNotSchedule',
  labelSelector: web,
  ...more,
});

/** A pod spec with required anti-affinity to itself. */
export const apart = (topologyKey = HOSTNAME, more: object = {}): PodSpec => ({
  affinity: {
    podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector: web, ...more }] },
  },
});

/** Pods with the label that `spread` and `apart` select, in updates of one more. */
export const pods = (
  replicas: PodSet['replicas'],
  topologySpreadConstraints: readonly TopologySpreadConstraint[] = [],
  spec: PodSpec = {},
  more: Partial<PodSet> = {},
): PodSet => ({
  namespace: 'shop',
  labels: { app: 'web' },
  replicas,
  maxSurge: 1,
  spec: { ...spec, topologySpreadConstraints },
  ...more,
});
