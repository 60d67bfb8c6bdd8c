import type { Manifest } from '../model/manifest';
import type { ObjectReference } from './audit-result';

export function referenceOf({ apiVersion, kind, metadata }: Manifest): ObjectReference {
  return { apiVersion, kind, namespace: metadata.namespace ?? null, name: metadata.name };
}

/** `Kind/namespace/name`, or `Kind/name` where there is no namespace: how waivers and messages name an object. */
export function nameOfReference({ kind, namespace, name }: ObjectReference): string {
  return namespace === null ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

/** One text for one object, whatever version of its group is written. */
export function keyOf(object: ObjectReference): string {
  return `${groupOf(object.apiVersion)}/${nameOfReference(object)}`;
}

/** `apps` of `apps/v1`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}
