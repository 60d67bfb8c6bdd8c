import type { ClosedSchema } from './closed-schema';

/** A schema as it is published: anything may be in it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface CloseOptions {
  /** What stands for the metadata of an embedded resource. */
  readonly objectMeta: ClosedSchema;
  /**
   * Whether `type: object` with no properties means "no fields" or "any fields". An API server prunes every field of
   * such an object in a custom resource; the OpenAPI document of the core kinds writes free-form JSON that way.
   *
   * @default false
   */
  readonly bareObjectsAreOpen?: boolean;
}

/** Keywords that draft-07 and OpenAPI v3 read alike and that hold no schemas; `format` is not among the checked. */
const PLAIN_KEYWORDS = [
  '$ref',
  'enum',
  'maxItems',
  'maxLength',
  'maxProperties',
  'minItems',
  'minLength',
  'minProperties',
  'multipleOf',
  'required',
  'uniqueItems',
] as const;

/**
 * Turns a Kubernetes OpenAPI v3 schema into a JSON Schema that refuses unknown fields.
 *
 * Structural schemas say what they know in `properties`, `items` and `additionalProperties`; only there is a field
 * unknown. `allOf`, `anyOf`, `oneOf` and `not` may only restrict values, so they are kept and stay open. CEL rules
 * (`x-kubernetes-validations`), descriptions, defaults and formats are left out.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function closeSchema(schema: unknown, options: CloseOptions): ClosedSchema {
  if (!isObject(schema)) return {};
  const closed: Record<string, unknown> = { ...restrictionsOf(schema) };
  const properties = propertiesOf(schema, options);
  if (properties) closed['properties'] = properties;
  if (isObject(schema['items'])) closed['items'] = closeSchema(schema['items'], options);
  const additional = additionalPropertiesOf(schema, options, properties !== undefined);
  if (additional !== undefined) closed['additionalProperties'] = additional;
  if (schema['x-kubernetes-embedded-resource'] === true) {
    closed['required'] = [...new Set(['apiVersion', 'kind', ...stringsOf(schema['required'])])];
  }
  return closed;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function propertiesOf(schema: JsonSchema, options: CloseOptions): Record<string, ClosedSchema> | undefined {
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  if (!isObject(schema['properties']) && !embedded) return undefined;
  const properties: Record<string, ClosedSchema> = {};
  for (const [name, property] of Object.entries(schema['properties'] ?? {})) {
    properties[name] = closeSchema(property, options);
  }
  if (embedded) {
    properties['apiVersion'] = { type: 'string' };
    properties['kind'] = { type: 'string' };
    properties['metadata'] = options.objectMeta;
  }
  return properties;
}

function additionalPropertiesOf(schema: JsonSchema, options: CloseOptions, hasProperties: boolean): unknown {
  const additional = schema['additionalProperties'];
  if (isObject(additional)) return closeSchema(additional, options);
  if (additional === true || schema['x-kubernetes-preserve-unknown-fields'] === true) return undefined;
  if (schema['type'] !== 'object' && !hasProperties) return undefined;
  return hasProperties || !options.bareObjectsAreOpen ? false : undefined;
}

/** What the schema says of values, without the fields that it knows. */
function restrictionsOf(schema: JsonSchema): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const type = typeOf(schema);
  if (type !== undefined) kept['type'] = type;
  if (typeof schema['pattern'] === 'string' && isPortable(schema['pattern'])) kept['pattern'] = schema['pattern'];
  for (const keyword of PLAIN_KEYWORDS) {
    if (schema[keyword] !== undefined) kept[keyword] = schema[keyword];
  }
  if (schema['nullable'] === true && Array.isArray(schema['enum']))
    kept['enum'] = [...(schema['enum'] as readonly unknown[]), null];
  Object.assign(kept, boundsOf(schema, 'minimum', 'exclusiveMinimum'), boundsOf(schema, 'maximum', 'exclusiveMaximum'));
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    const branches = schema[keyword];
    if (!Array.isArray(branches) || (isIntOrString(schema) && branches.every(isBareType))) continue;
    kept[keyword] = branches.map(openRestrictionsOf);
  }
  if (isObject(schema['not'])) kept['not'] = openRestrictionsOf(schema['not']);
  return kept;
}

/** The same below `allOf` and its kin, where naming a field does not make it known. */
function openRestrictionsOf(schema: unknown): ClosedSchema {
  if (!isObject(schema)) return {};
  const kept = restrictionsOf(schema);
  if (isObject(schema['properties'])) {
    kept['properties'] = Object.fromEntries(
      Object.entries(schema['properties']).map(([name, property]) => [name, openRestrictionsOf(property)]),
    );
  }
  for (const keyword of ['items', 'additionalProperties'] as const) {
    if (isObject(schema[keyword])) kept[keyword] = openRestrictionsOf(schema[keyword]);
  }
  return kept;
}

function typeOf(schema: JsonSchema): unknown {
  const type = isIntOrString(schema) ? ['integer', 'string'] : schema['type'];
  if (schema['nullable'] !== true || type === undefined) return type;
  return [...(Array.isArray(type) ? (type as readonly unknown[]) : [type]), 'null'];
}

function isIntOrString(schema: JsonSchema): boolean {
  return schema['x-kubernetes-int-or-string'] === true;
}

function isBareType(branch: unknown): boolean {
  return isObject(branch) && Object.keys(branch).every((key) => key === 'type');
}

/** Go's regular expressions have some forms that JavaScript lacks or reads otherwise; those are not checked. */
function isPortable(pattern: string): boolean {
  if (/\\[AzQEpPC]|\(\?[^:]|\[\[:/.test(pattern)) return false;
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

/** OpenAPI v3.0 says `exclusiveMinimum: true` beside `minimum`; draft-07 wants the bound itself. */
function boundsOf(schema: JsonSchema, inclusive: string, exclusive: string): Record<string, unknown> {
  const bound = schema[inclusive];
  if (typeof bound !== 'number') return {};
  return schema[exclusive] === true ? { [exclusive]: bound } : { [inclusive]: bound };
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}
