import { closeSchema, isObject } from './close-schema';
import type { ClosedSchema } from './closed-schema';

/** One kind and version that a CustomResourceDefinition serves. */
export interface CrdKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Closed JSON Schema of the whole object; its status is left open, because nobody writes it. */
  readonly schema: ClosedSchema;
}

/**
 * The kinds that an `apiextensions.k8s.io/v1` CustomResourceDefinition serves, each with a schema that refuses unknown
 * fields. Anything else gives an empty list.
 *
 * @param objectMeta what stands for the object's metadata, a schema or a reference to one
 */
export function crdKinds(crd: unknown, objectMeta: ClosedSchema): readonly CrdKind[] {
  const spec = isObject(crd) && crd['kind'] === 'CustomResourceDefinition' ? crd['spec'] : undefined;
  if (!isObject(spec) || !isObject(spec['names']) || !Array.isArray(spec['versions'])) return [];
  const { group, names, scope } = spec;
  const kind = names['kind'];
  if (typeof group !== 'string' || typeof kind !== 'string') return [];
  return spec['versions'].filter(isObject).flatMap((version): CrdKind[] => {
    const { name, schema } = version;
    if (typeof name !== 'string' || version['served'] === false || !isObject(schema)) return [];
    const apiVersion = `${group}/${name}`;
    const root = schema['openAPIV3Schema'];
    return [
      { apiVersion, kind, namespaced: scope === 'Namespaced', schema: closeRoot(root, apiVersion, kind, objectMeta) },
    ];
  });
}

function closeRoot(root: unknown, apiVersion: string, kind: string, objectMeta: ClosedSchema): ClosedSchema {
  const closed = closeSchema(root, { objectMeta });
  const { required = [], properties } = closed;
  return {
    ...closed,
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', ...required.filter((name) => !OWN_FIELDS.has(name))],
    properties: {
      ...properties,
      apiVersion: { enum: [apiVersion] },
      kind: { enum: [kind] },
      metadata: objectMeta,
      status: { type: 'object' },
    },
  };
}

const OWN_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'status']);
