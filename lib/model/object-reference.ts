import type { KubeObject } from './kube-object';

/** An object by its name; `namespace` is null where it has none, or none is written. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

/** An empty namespace is none: the API server takes both for absent. */
export function referenceTo({
  apiVersion,
  kind,
  namespace,
  name,
}: Pick<KubeObject, 'apiVersion' | 'kind' | 'namespace' | 'name'>): ObjectReference {
  return { apiVersion, kind, namespace: namespace === '' ? null : namespace, name };
}
