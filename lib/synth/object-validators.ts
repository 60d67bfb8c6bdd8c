import { checkSchema, type SchemaError } from './check-schema';
import type { ClosedSchema } from './closed-schema';
import { crdKinds } from './crd-schemas';
import { resolveSchema, type SchemaEntry, schemaIndex } from './load-schemas';

export type { SchemaError } from './check-schema';

/** Says what is wrong with an object; nothing when the API server would take every field of it. */
export type ObjectValidator = (object: unknown) => readonly SchemaError[];

const OBJECT_META = { $ref: 'kubernetes.json#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' };

/**
 * The validator of a core kind or of a custom resource in imports/.
 *
 * @returns undefined for a kind that is not known
 */
export function validatorFor(apiVersion: string, kind: string): ObjectValidator | undefined {
  const entry = entryOf(apiVersion, kind);
  return entry && validatorOf({ $ref: entry.schema });
}

/** Whether objects of the kind live in a namespace; undefined for a kind that is not known. */
export function isNamespaced(apiVersion: string, kind: string): boolean | undefined {
  return entryOf(apiVersion, kind)?.namespaced;
}

/**
 * The validator of a chart's values, key by key: Helm and Longhorn both go on with what they do not understand.
 *
 * @param name the chart and its version, such as `longhorn-1.11.3`
 * @returns undefined for a chart or version that is not known
 */
export function chartValuesValidator(name: string): ObjectValidator | undefined {
  const { charts } = schemaIndex();
  const file = Object.hasOwn(charts, name) ? charts[name] : undefined;
  return file === undefined ? undefined : validatorOf({ $ref: file });
}

export interface CrdValidator {
  readonly validate: ObjectValidator;
  readonly namespaced: boolean;
}

/** The validators of the kinds that a CustomResourceDefinition brings, by `apiVersion/kind`. */
export function validatorFromCrd(crd: unknown): readonly (readonly [kind: string, validator: CrdValidator])[] {
  return crdKinds(crd, OBJECT_META).map(({ apiVersion, kind, namespaced, schema }) => {
    return [`${apiVersion}/${kind}`, { validate: validatorOf(schema), namespaced }] as const;
  });
}

function validatorOf(schema: ClosedSchema): ObjectValidator {
  return (object) => checkSchema(schema, object, resolveSchema);
}

function entryOf(apiVersion: string, kind: string): SchemaEntry | undefined {
  const { kinds } = schemaIndex();
  const byKind = Object.hasOwn(kinds, apiVersion) ? kinds[apiVersion] : undefined;
  return byKind && Object.hasOwn(byKind, kind) ? byKind[kind] : undefined;
}
