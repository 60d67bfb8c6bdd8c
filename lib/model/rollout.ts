import { at, text } from './json';
import { resolveIntOrPercent } from './kubernetes/int-or-percent';
import type { FieldPath } from './source';
import type { Workload } from './workload';

/** How a workload replaces its pods with those of a new template. */
export type Rollout =
  | { readonly kind: 'rolling'; readonly unavailable: number; readonly surge: number; readonly path: FieldPath }
  | { readonly kind: 'recreate' | 'on-delete' | 'unknown'; readonly path: FieldPath };

const TYPES: Readonly<Record<string, 'rolling' | 'recreate' | 'on-delete'>> = {
  RollingUpdate: 'rolling',
  Rolling: 'rolling',
  Recreate: 'recreate',
  OnDelete: 'on-delete',
};

/**
 * Defaults: Deployment 25 % and 25 %, DaemonSet 1 unavailable, StatefulSet one after the other.
 * `maxUnavailable` of a Deployment is rounded down, `maxSurge` up; both 0 count as 1 unavailable.
 *
 * Source: ResolveFenceposts, k8s.io/kubernetes v1.36.3, pkg/controller/deployment/util/deployment_util.go; for
 * DaemonSets both are rounded up, pkg/controller/daemon/util/daemonset_util.go.
 */
export function rolloutOf(workload: Workload, replicas: number): Rollout | undefined {
  const { object } = workload;
  switch (object.type) {
    case 'Deployment':
    case 'DeploymentConfig':
    case 'DeploymentConfig.apps.openshift.io':
      return read(object.spec, 'strategy', object.type === 'Deployment' ? 'rollingUpdate' : 'rollingParams', replicas, {
        unavailable: '25%',
        surge: '25%',
        round: 'down',
      });
    case 'DaemonSet':
      return read(object.spec, 'updateStrategy', 'rollingUpdate', replicas, { unavailable: 1, surge: 0, round: 'up' });
    case 'StatefulSet':
      return read(object.spec, 'updateStrategy', 'rollingUpdate', replicas, { unavailable: 1, surge: 0, round: 'up' });
    default:
      return undefined;
  }
}

interface Defaults {
  readonly unavailable: number | string;
  readonly surge: number | string;
  readonly round: 'up' | 'down';
}

function read(spec: unknown, field: string, parameters: string, replicas: number, defaults: Defaults): Rollout {
  const type = text(at(spec, field, 'type'));
  const kind = type === undefined ? 'rolling' : ((Object.hasOwn(TYPES, type) ? TYPES[type] : undefined) ?? 'unknown');
  if (kind !== 'rolling') return { kind, path: ['spec', field, 'type'] };
  const count = (key: string, standard: number | string, round: 'up' | 'down'): number => {
    const value = at(spec, field, parameters, key);
    const written = typeof value === 'number' || typeof value === 'string' ? value : standard;
    return resolveIntOrPercent(written, replicas, round) ?? 0;
  };
  const unavailable = count('maxUnavailable', defaults.unavailable, defaults.round);
  const surge = count('maxSurge', defaults.surge, 'up');
  const path = ['spec', field, parameters, 'maxUnavailable'];
  return { kind, surge, unavailable: unavailable + surge === 0 ? 1 : unavailable, path };
}
