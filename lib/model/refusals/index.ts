import { isObject } from '../json';
import { forgottenGroup } from '../kinds';
import { isListed, type KubeObject } from '../kube-object';
import { checkFields } from './check-fields';
import { checkOther } from './check-other';
import { subdomain } from './check-values';
import { checkWorkload } from './check-workload';
import { SPEC_TYPES } from './field-types';
import type { Refusal } from './refusal';

export type { Refusal } from './refusal';

const OBJECT_FIELDS = new Set(['apiVersion', 'kind', 'metadata', 'spec', 'status', 'data', 'stringData']);

/**
 * Why the API server of Kubernetes 1.36 would refuse an object: workloads, budgets, autoscalers, Services and webhooks
 * of today's API versions, in the fields that the audit reads. Nothing for what it takes; it may still refuse what is
 * not looked at here.
 */
export function refusalsOf(object: KubeObject): readonly Refusal[] {
  const { apiVersion, kind, manifest } = object;
  // What a cluster lists, it has taken.
  if (isListed(object)) return [];
  const group = forgottenGroup(apiVersion, kind);
  if (group !== undefined)
    return [{ path: ['apiVersion'], reason: `is ${apiVersion}, but a ${kind} is of the group ${group}` }];
  const type = SPEC_TYPES[`${apiVersion} ${kind}`];
  const isWebhook = kind.endsWith('WebhookConfiguration');
  if (type === undefined && !isWebhook) return [];
  const fields = [
    ...checkFields(manifest.metadata, 'ObjectMeta', ['metadata']),
    ...(type === undefined ? [] : checkSpec(object, type)),
  ];
  // With fields of the wrong type, values say no more.
  return [
    ...fields,
    ...('generateName' in manifest.metadata ? [] : subdomain(manifest.metadata.name, ['metadata', 'name'])),
    ...checkWorkload(object).filter(({ path }) => !covered(fields, path)),
    ...checkOther(object),
  ];
}

function checkSpec({ manifest }: KubeObject, type: NonNullable<(typeof SPEC_TYPES)[string]>): Refusal[] {
  const unknown = Object.keys(manifest).filter((key) => !OBJECT_FIELDS.has(key));
  return [
    ...unknown.map((key) => ({ path: [key], reason: 'is no field of Kubernetes 1.36' })),
    ...(isObject(manifest['spec'])
      ? checkFields(manifest['spec'], type, ['spec'])
      : [{ path: ['spec'], reason: 'is missing' }]),
  ];
}

/** Whether a field has been told already. */
function covered(told: readonly Refusal[], path: Refusal['path']): boolean {
  const key = path.join('.');
  return told.some((refusal) => refusal.path.join('.') === key);
}
