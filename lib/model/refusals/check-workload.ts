import { at, isObject, type JsonObject, object, objects, text } from '../json';
import { isEmptySelector } from '../kubernetes/label-selector';
import type { KubeObject } from '../kube-object';
import { readLabelSelector } from '../pod-template';
import type { FieldPath } from '../source';
import { checkPod } from './check-pod';
import { atLeast, count, isNone, labels, oneOf, selector } from './check-values';
import type { Refusal } from './refusal';

const ALWAYS = { restarts: ['Always'] };
const ENDS = { restarts: ['Never', 'OnFailure'] };

/**
 * What the API server has against a workload. That a selector does not select the pods, and an update strategy that
 * does not exist, have rules of their own.
 *
 * Source: k8s.io/kubernetes v1.36.3, pkg/apis/apps/validation and pkg/apis/batch/validation.
 */
export function checkWorkload({ type, spec, manifest }: KubeObject): Refusal[] {
  switch (type) {
    case 'Deployment':
      return [...checkReplicated(spec), ...checkStrategy(spec)];
    case 'StatefulSet': {
      const claims = objects(spec['volumeClaimTemplates']).flatMap(
        (claim) => text(at(claim, 'metadata', 'name')) ?? [],
      );
      return [
        ...checkReplicated(spec, claims),
        ...oneOf(spec['podManagementPolicy'], ['OrderedReady', 'Parallel'], ['spec', 'podManagementPolicy']),
        ...atLeast(at(spec, 'updateStrategy', 'rollingUpdate', 'partition'), 0, [...UPDATE, 'partition']),
      ];
    }
    case 'DaemonSet':
      return [...checkReplicated(spec), ...checkDaemonUpdate(spec)];
    case 'ReplicaSet':
      return checkReplicated(spec);
    case 'ReplicationController':
      return [...atLeast(spec['replicas'], 0, ['spec', 'replicas']), ...checkTemplate(spec, ['spec'], ALWAYS)];
    case 'Job':
      return checkTemplate(spec, ['spec'], ENDS);
    case 'CronJob':
      return [
        ...oneOf(spec['concurrencyPolicy'], ['Allow', 'Forbid', 'Replace'], ['spec', 'concurrencyPolicy']),
        ...checkTemplate(object(at(spec, 'jobTemplate', 'spec')), ['spec', 'jobTemplate', 'spec'], ENDS),
      ];
    case 'Pod':
      return [
        ...labels(at(manifest, 'metadata', 'labels'), ['metadata', 'labels']),
        ...checkPod(spec, ['spec'], { restarts: ['Always', 'OnFailure', 'Never'] }),
      ];
    default:
      return [];
  }
}

const UPDATE = ['spec', 'updateStrategy', 'rollingUpdate'];

function checkReplicated(spec: JsonObject, claims: readonly string[] = []): Refusal[] {
  const written = isObject(spec['selector']) ? readLabelSelector(spec['selector']) : undefined;
  return [
    ...atLeast(spec['replicas'], 0, ['spec', 'replicas']),
    ...atLeast(spec['minReadySeconds'], 0, ['spec', 'minReadySeconds']),
    ...(written !== undefined && isEmptySelector(written)
      ? [{ path: ['spec', 'selector'], reason: 'is empty, which would select all pods' }]
      : []),
    ...selector(spec['selector'], ['spec', 'selector']),
    ...checkTemplate(spec, ['spec'], { ...ALWAYS, claims }),
  ];
}

function checkTemplate(spec: JsonObject, path: FieldPath, owner: Parameters<typeof checkPod>[2]): Refusal[] {
  if (!isObject(spec['template'])) return [];
  const here = [...path, 'template'];
  return [
    ...labels(at(spec, 'template', 'metadata', 'labels'), [...here, 'metadata', 'labels']),
    ...(isObject(at(spec, 'template', 'spec'))
      ? checkPod(object(at(spec, 'template', 'spec')), [...here, 'spec'], owner)
      : [{ path: [...here, 'spec'], reason: 'is missing' }]),
  ];
}

/** Defaults of both are not none, so that only what is written can be. */
function checkStrategy(spec: JsonObject): Refusal[] {
  const path = ['spec', 'strategy', 'rollingUpdate'];
  const { maxUnavailable, maxSurge } = object(at(spec, 'strategy', 'rollingUpdate'));
  if (at(spec, 'strategy', 'type') === 'Recreate')
    return isObject(at(spec, 'strategy', 'rollingUpdate')) ? [{ path, reason: 'is not for type Recreate' }] : [];
  return [
    ...count(maxUnavailable, [...path, 'maxUnavailable']),
    ...count(maxSurge, [...path, 'maxSurge'], { most: Number.POSITIVE_INFINITY }),
    ...(isNone(maxUnavailable) && isNone(maxSurge)
      ? [{ path: [...path, 'maxUnavailable'], reason: 'is none, and so is maxSurge' }]
      : []),
  ];
}

/** Source: ValidateRollingUpdateDaemonSet: either of them, not both; maxUnavailable is 1 where it is not written. */
function checkDaemonUpdate(spec: JsonObject): Refusal[] {
  const { maxUnavailable = 1, maxSurge = 0 } = object(at(spec, 'updateStrategy', 'rollingUpdate'));
  return [
    ...count(maxUnavailable, [...UPDATE, 'maxUnavailable']),
    ...count(maxSurge, [...UPDATE, 'maxSurge']),
    ...(isNone(maxUnavailable) === isNone(maxSurge)
      ? [
          {
            path: [...UPDATE, 'maxSurge'],
            reason: isNone(maxSurge) ? 'is none, and so is maxUnavailable' : 'needs maxUnavailable: 0',
          },
        ]
      : []),
  ];
}
