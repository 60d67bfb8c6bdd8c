import { isObject, type JsonObject, objects, text } from '../json';
import type { FieldPath } from '../source';
import { checkContainer } from './check-container';
import { checkAffinity, checkSpread, checkToleration } from './check-scheduling';
import { labels, repeated } from './check-values';
import type { Refusal } from './refusal';

/** What the owner of the pods says about them. */
export interface PodOwner {
  /** Policies of restarting that it allows. */
  readonly restarts: readonly string[];
  /** Claims that it makes for each pod, which are volumes too. @default none */
  readonly claims?: readonly string[];
}

/**
 * What the API server has against the values of a pod spec, as far as they are about availability.
 *
 * Source: ValidatePodSpec, k8s.io/kubernetes v1.36.3, pkg/apis/core/validation/validation.go.
 */
export function checkPod(spec: JsonObject, path: FieldPath, { restarts, claims = [] }: PodOwner): Refusal[] {
  const containers = objects(spec['containers']);
  const initContainers = objects(spec['initContainers']);
  const volumes = objects(spec['volumes']);
  const names = new Set([...volumes.map(({ name }) => text(name)), ...claims]);
  const policy = text(spec['restartPolicy']) ?? 'Always';
  const container = (list: string) => (value: JsonObject, i: number) =>
    checkContainer(value, [...path, list, i], { volumes: names, hostNetwork: spec['hostNetwork'] === true });
  return [
    ...(Array.isArray(spec['containers']) && containers.length === 0
      ? [{ path: [...path, 'containers'], reason: 'is empty' }]
      : []),
    ...(restarts.includes(policy)
      ? []
      : [{ path: [...path, 'restartPolicy'], reason: `is ${policy}, but has to be ${restarts.join(' or ')}` }]),
    ...repeated([...containers, ...initContainers], ({ name }) => text(name)).map((i) => ({
      path: i < containers.length ? [...path, 'containers', i] : [...path, 'initContainers', i - containers.length],
      reason: 'has the name of another container',
    })),
    ...containers.flatMap(container('containers')),
    ...initContainers.flatMap(container('initContainers')),
    ...objects(spec['tolerations']).flatMap((t, i) => checkToleration(t, [...path, 'tolerations', i])),
    ...checkSpread(objects(spec['topologySpreadConstraints']), [...path, 'topologySpreadConstraints']),
    ...(isObject(spec['affinity']) ? checkAffinity(spec['affinity'], [...path, 'affinity']) : []),
    ...labels(spec['nodeSelector'], [...path, 'nodeSelector']),
    ...repeated(volumes, ({ name }) => text(name)).map((i) => ({
      path: [...path, 'volumes', i],
      reason: 'has the name of another volume',
    })),
  ];
}
