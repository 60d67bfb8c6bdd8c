import { at, integer, object, text } from './json';
import { groupOf } from './kinds';
import type { KubeObject } from './kube-object';
import { push } from './pod-index';
import type { FieldPath } from './source';
import type { Workload } from './workload';

/** An object that changes the number of replicas of another: a HorizontalPodAutoscaler or a ScaledObject of KEDA. */
export interface Scaler {
  readonly object: KubeObject;
  readonly target: { readonly apiVersion: string; readonly kind: string; readonly name: string };
  /** The fewest replicas that it may leave. */
  readonly minimum: number;
  /** The most that it may make. */
  readonly maximum: number;
  /** Where the minimum is written or would be. */
  readonly minimumPath: FieldPath;
}

/** The replicas that may be all there are: those that the scaler leaves at least, or those that are written. */
export interface Replicas {
  readonly count: number;
  readonly scalers: readonly Scaler[];
}

export const SCALED_OBJECT = 'ScaledObject.keda.sh';

/**
 * Defaults: minReplicas 1 (autoscaling/v2), minReplicaCount 0 and maxReplicaCount 100 (KEDA 2.17).
 */
export function readScaler(scaler: KubeObject): Scaler | undefined {
  const { spec, type } = scaler;
  const keda = type === SCALED_OBJECT;
  if (!keda && type !== 'HorizontalPodAutoscaler') return undefined;
  const reference = object(spec['scaleTargetRef']);
  const idle = keda ? integer(spec['idleReplicaCount']) : undefined;
  const key = keda ? (idle === undefined ? 'minReplicaCount' : 'idleReplicaCount') : 'minReplicas';
  return {
    object: scaler,
    target: {
      apiVersion: text(reference['apiVersion']) ?? (keda ? 'apps/v1' : ''),
      kind: text(reference['kind']) ?? (keda ? 'Deployment' : ''),
      name: text(reference['name']) ?? '',
    },
    minimum: integer(spec[key]) ?? (keda ? 0 : 1),
    maximum: integer(spec[keda ? 'maxReplicaCount' : 'maxReplicas']) ?? (keda ? 100 : 1),
    minimumPath: ['spec', key],
  };
}

/** Scalers by what they scale. An API version without a group, as in `v1`, is taken for any group. */
export function indexScalers(scalers: readonly Scaler[]): (target: KubeObject) => readonly Scaler[] {
  const byTarget = new Map<string, Scaler[]>();
  for (const scaler of scalers)
    push(byTarget, `${scaler.object.namespace}/${scaler.target.kind}/${scaler.target.name}`, scaler);
  return ({ namespace, kind, name, apiVersion }) =>
    (byTarget.get(`${namespace}/${kind}/${name}`) ?? []).filter(({ target }) =>
      sameGroup(target.apiVersion, apiVersion),
    );
}

/** An HPA that names extensions/v1beta1 still finds the Deployment that is now of apps. */
function sameGroup(a: string, b: string): boolean {
  const [some, other] = [groupOf(a), groupOf(b)];
  return some === other || some === '' || other === '' || some === 'extensions' || other === 'extensions';
}

/** @param nodes how many nodes a DaemonSet has its pods on */
export function replicasOf(workload: Workload, scalers: readonly Scaler[], nodes: number): Replicas {
  switch (workload.kind) {
    case 'daemon':
      return { count: nodes, scalers: [] };
    case 'pod':
      return { count: 1, scalers: [] };
    case 'job':
      return { count: integer(at(workload.object.spec, 'parallelism')) ?? 1, scalers: [] };
    case 'operator':
    case 'replicated': {
      const declared = workload.declaredReplicas ?? 1;
      // Zero in the workload switches the autoscaler off (HPA: ScalingDisabled).
      if (scalers.length === 0 || (declared === 0 && workload.declaredReplicas !== undefined))
        return { count: declared, scalers };
      return { count: Math.min(...scalers.map(({ minimum }) => minimum)), scalers };
    }
  }
}
