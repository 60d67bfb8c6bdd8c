import { at, type JsonObject, object, objects, text, textMap } from './json';
import { kindKey } from './kinds';
import type { FieldPath, SourcedObject } from './source';

/** An object of the input as it was written, and what everybody asks about it. */
export interface KubeObject extends SourcedObject {
  /** What it is, whatever its API version: `Deployment`, or `Cluster.postgresql.cnpg.io` for a custom resource. */
  readonly type: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty where the manifest names none: what applies it decides. */
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: JsonObject;
}

export function kubeObject({ manifest, source }: SourcedObject): KubeObject {
  const metadata = object(manifest.metadata);
  return {
    manifest,
    source,
    type: kindKey(manifest.apiVersion, manifest.kind),
    apiVersion: manifest.apiVersion,
    kind: manifest.kind,
    namespace: text(metadata['namespace']) ?? '',
    name: manifest.metadata.name,
    labels: textMap(metadata['labels']),
    annotations: textMap(metadata['annotations']),
    spec: object(manifest['spec']),
  };
}

/** Whether a cluster listed it, with all defaults filled in: it says nothing about what somebody wrote. */
export function isListed({ manifest }: KubeObject): boolean {
  return at(manifest, 'metadata', 'resourceVersion') !== undefined;
}

/** `Kind/namespace/name`, or `Kind/name` where no namespace is given. */
export function describe({ kind, namespace, name }: Pick<KubeObject, 'kind' | 'namespace' | 'name'>): string {
  return namespace === '' ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

/** The objects of a list inside a value, each with the path that leads to it. */
export function itemsAt(
  value: unknown,
  path: readonly string[],
): { readonly item: JsonObject; readonly path: FieldPath }[] {
  return objects(at(value, ...path)).map((item, i) => ({ item, path: [...path, i] }));
}
