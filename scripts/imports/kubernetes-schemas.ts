import { closeSchema, isObject, type JsonSchema } from '../../lib/synth/close-schema';
import type { ClosedSchema } from '../../lib/synth/closed-schema';
import { ImportError } from './import-error';
import { KUBERNETES_KINDS } from './kubernetes-kinds';
import { KUBERNETES_DEFINITIONS } from './sources';

/** A kind and where its schema is. */
export interface SchemaEntry {
  /** File in imports/schemas and a pointer in it. */
  readonly schema: string;
  readonly namespaced: boolean;
}

/** apiVersion → kind → schema. */
export type SchemaIndex = Readonly<Record<string, Readonly<Record<string, SchemaEntry>>>>;

export const KUBERNETES_FILE = 'kubernetes.json';

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** Reference to the metadata that objects of every kind have. */
export const OBJECT_META_REFERENCE: ClosedSchema = { $ref: `${KUBERNETES_FILE}#/definitions/${OBJECT_META}` };

/** Definitions that OpenAPI v2 cannot say: what their own JSON marshalling takes. */
const SCALARS: Readonly<Record<string, ClosedSchema>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: ['number', 'string'] },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['integer', 'string'] },
  // Generators print creationTimestamp: null.
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': { type: ['string', 'null'] },
};

interface Kubernetes {
  readonly definitions: Readonly<Record<string, ClosedSchema>>;
  readonly index: SchemaIndex;
}

/**
 * The closed schemas of all kinds in KUBERNETES_KINDS and of what they are made of.
 *
 * @throws ImportError when the document lacks one of the kinds
 */
export function kubernetesSchemas(document: unknown): Kubernetes {
  const published = isObject(document) && isObject(document['definitions']) ? document['definitions'] : {};
  const names = namesOfKinds(published);
  const definitions: Record<string, ClosedSchema> = {};
  const index: Record<string, Record<string, SchemaEntry>> = {};
  const add = (name: string): void => {
    if (definitions[name]) return;
    const closed = closeDefinition(name, published[name]);
    definitions[name] = closed;
    for (const reference of referencesIn(closed)) add(reference);
  };
  add(OBJECT_META);
  for (const [apiVersion, { namespaced = [], clusterScoped = [] }] of Object.entries(KUBERNETES_KINDS)) {
    const kinds = (index[apiVersion] = {} as Record<string, SchemaEntry>);
    for (const kind of [...namespaced, ...clusterScoped]) {
      const name = names.get(`${apiVersion} ${kind}`);
      if (name === undefined) {
        const cure = 'Mend kubernetes-kinds.ts or the pin.';
        throw new ImportError(KUBERNETES_DEFINITIONS.url, `no ${apiVersion} ${kind}`, 'its definition', cure);
      }
      add(name);
      kinds[kind] = { schema: `${KUBERNETES_FILE}#/definitions/${name}`, namespaced: namespaced.includes(kind) };
    }
  }
  return { definitions, index };
}

function namesOfKinds(published: JsonSchema): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, definition] of Object.entries(published)) {
    const kinds = isObject(definition) ? definition['x-kubernetes-group-version-kind'] : undefined;
    if (!Array.isArray(kinds)) continue;
    for (const kind of kinds.filter(isObject)) {
      const group = kind['group'] === '' ? '' : `${String(kind['group'])}/`;
      names.set(`${group}${String(kind['version'])} ${String(kind['kind'])}`, name);
    }
  }
  return names;
}

function closeDefinition(name: string, published: unknown): ClosedSchema {
  const scalar = SCALARS[name];
  if (scalar) return scalar;
  const closed = closeSchema(published, { objectMeta: {}, bareObjectsAreOpen: true });
  const isKind = isObject(published) && published['x-kubernetes-group-version-kind'] !== undefined;
  return isKind ? withOpenStatus(closed) : closed;
}

/** The status is the control plane's to write; its definitions are a third of the document. */
function withOpenStatus(closed: ClosedSchema): ClosedSchema {
  const { properties = {}, required = [] } = closed;
  return {
    ...closed,
    required: [...new Set(['metadata', ...required])],
    properties: properties['status'] === undefined ? properties : { ...properties, status: { type: 'object' } },
  };
}

function referencesIn(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(referencesIn);
  if (!isObject(schema)) return [];
  if (typeof schema['$ref'] === 'string') return [schema['$ref'].replace('#/definitions/', '')];
  return Object.values(schema).flatMap(referencesIn);
}
