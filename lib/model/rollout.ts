import { at, text } from './json';
import { resolveIntOrPercent } from './kubernetes/int-or-percent';
import type { FieldPath } from './source';
import type { Workload } from './workload';

/** How a workload replaces its pods with those of a new template. */
export type Rollout =
  | { readonly kind: 'rolling'; readonly unavailable: number; readonly surge: number; readonly path: FieldPath }
  | { readonly kind: 'recreate' | 'on-delete' | 'unknown'; readonly path: FieldPath };

type Types = Readonly<Record<string, 'rolling' | 'recreate' | 'on-delete'>>;

const DEPLOYMENT: Types = { RollingUpdate: 'rolling', Recreate: 'recreate' };
const DEPLOYMENT_CONFIG: Types = { Rolling: 'rolling', RollingUpdate: 'rolling', Recreate: 'recreate' };
const NAMED_PODS: Types = { RollingUpdate: 'rolling', OnDelete: 'on-delete' };

/**
 * Defaults: Deployment 25 % and 25 %, DaemonSet 1 unavailable, StatefulSet one after the other.
 * `maxUnavailable` of a Deployment is rounded down, `maxSurge` up; both 0 count as 1 unavailable.
 *
 * Source: ResolveFenceposts, k8s.io/kubernetes v1.36.3, pkg/controller/deployment/util/deployment_util.go; for
 * DaemonSets both are rounded up, pkg/controller/daemon/util/daemonset_util.go.
 */
export function rolloutOf(workload: Workload, replicas: number): Rollout | undefined {
  const { object } = workload;
  const { spec } = object;
  switch (object.type) {
    case 'Deployment':
      return read(spec, ['strategy', 'rollingUpdate'], DEPLOYMENT, replicas, PARTS);
    case 'DeploymentConfig':
    case 'DeploymentConfig.apps.openshift.io':
      return read(spec, ['strategy', 'rollingParams'], DEPLOYMENT_CONFIG, replicas, PARTS);
    case 'DaemonSet':
    case 'StatefulSet':
      return read(spec, ['updateStrategy', 'rollingUpdate'], NAMED_PODS, replicas, ONE_BY_ONE);
    default:
      return undefined;
  }
}

interface Defaults {
  readonly unavailable: number | string;
  readonly surge: number | string;
  readonly round: 'up' | 'down';
}

const PARTS: Defaults = { unavailable: '25%', surge: '25%', round: 'down' };
const ONE_BY_ONE: Defaults = { unavailable: 1, surge: 0, round: 'up' };

function read(
  spec: unknown,
  [field, parameters]: readonly [string, string],
  types: Types,
  replicas: number,
  defaults: Defaults,
): Rollout {
  const type = text(at(spec, field, 'type'));
  const kind = type === undefined ? 'rolling' : ((Object.hasOwn(types, type) ? types[type] : undefined) ?? 'unknown');
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
