import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from '../io/package-root';
import { isObject, type JsonSchema } from './close-schema';
import { crdKinds } from './crd-schemas';
import { loadSchema, loadValidator, type CompiledValidator, type ValidatorEntry, validatorIndex } from './load-validators';
import { schemaErrors, type SchemaError } from './schema-errors';

export type { SchemaError } from './schema-errors';

/** Says what is wrong with an object; nothing when the API server would take every field of it. */
export type ObjectValidator = (object: unknown) => readonly SchemaError[];

/** File in build/validators/schemas with the definitions that the other schemas refer to. */
const KUBERNETES_FILE = 'kubernetes.json';

const OBJECT_META_REFERENCE: JsonSchema = {
  $ref: `${KUBERNETES_FILE}#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta`,
};

/**
 * The validator of a core kind or of a custom resource in imports/; what it is made from is loaded on first use.
 *
 * @returns undefined for a kind that is not known
 */
export function validatorFor(apiVersion: string, kind: string): ObjectValidator | undefined {
  const entry = entryOf(apiVersion, kind);
  return entry && compiled(entry);
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
  const { charts } = validatorIndex();
  const entry = Object.hasOwn(charts, name) ? charts[name] : undefined;
  return entry && compiled(entry);
}

export interface CrdValidator {
  readonly validate: ObjectValidator;
  readonly namespaced: boolean;
}

/**
 * The validators of the kinds that a CustomResourceDefinition brings, by `apiVersion/kind`. They are compiled when
 * they are first called, for which ajv is loaded.
 */
export function validatorFromCrd(crd: unknown): readonly (readonly [kind: string, validator: CrdValidator])[] {
  return crdKinds(crd, OBJECT_META_REFERENCE).map(({ apiVersion, kind, namespaced, schema }) => {
    let validator: CompiledValidator | undefined;
    const validate: ObjectValidator = (object) => {
      validator ??= compileWithAjv(schema);
      return errorsOf(validator, object, schema);
    };
    return [`${apiVersion}/${kind}`, { validate, namespaced }] as const;
  });
}

function entryOf(apiVersion: string, kind: string): ValidatorEntry | undefined {
  const { kinds } = validatorIndex();
  const byKind = Object.hasOwn(kinds, apiVersion) ? kinds[apiVersion] : undefined;
  return byKind && Object.hasOwn(byKind, kind) ? byKind[kind] : undefined;
}

function compiled(entry: ValidatorEntry): ObjectValidator {
  const validator = loadValidator(entry);
  return (object) => errorsOf(validator, object, { $ref: entry.schema });
}

/** The way without errors touches no schema. */
function errorsOf(validator: CompiledValidator, object: unknown, schema: JsonSchema): readonly SchemaError[] {
  return validator(object) ? [] : schemaErrors(validator.errors ?? [], object, schema, resolveReference);
}

/** References are to a whole file or to a definition; only kubernetes.json has definitions. */
function resolveReference(reference: string): JsonSchema {
  const [file = '', pointer] = reference.split('#');
  if (pointer === undefined) return loadSchema(file);
  const { definitions } = loadSchema(KUBERNETES_FILE);
  const definition = isObject(definitions) ? definitions[pointer.replace('/definitions/', '')] : undefined;
  return isObject(definition) ? definition : {};
}

interface Ajv {
  addSchema(schema: JsonSchema): Ajv;
  compile(schema: JsonSchema): CompiledValidator;
}

let ajv: Ajv | undefined;

/** Ajv costs more to load than a whole synth, so only charts that bring CRDs of their own pay for it. */
function compileWithAjv(schema: JsonSchema): CompiledValidator {
  if (!ajv) {
    const require = createRequire(join(packageRoot(), 'package.json'));
    const { default: Ajv } = require('ajv') as { readonly default: new (options: object) => Ajv };
    const options = { allErrors: true, messages: false, strict: false, unicodeRegExp: false };
    ajv = new Ajv(options).addSchema(loadSchema(KUBERNETES_FILE));
  }
  return ajv.compile(schema);
}
