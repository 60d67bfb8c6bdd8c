import { text } from '../model/json';
import { groupOf } from '../model/kinds';
import type { Manifest } from '../model/manifest';
import { type ObjectReference, referenceTo } from '../model/object-reference';

export function referenceOf({ apiVersion, kind, metadata: { namespace, name } }: Manifest): ObjectReference {
  return referenceTo({ apiVersion, kind, namespace: text(namespace) ?? '', name });
}

/** `Kind/namespace/name`, or `Kind/name` where there is no namespace: how waivers and messages name an object. */
export function nameOfReference({ kind, namespace, name }: ObjectReference): string {
  return namespace === null ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

/** One text for one object, whatever version of its group is written. */
export function keyOf(object: ObjectReference): string {
  return `${groupOf(object.apiVersion)}/${nameOfReference(object)}`;
}
