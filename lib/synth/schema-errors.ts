import { describeValue, listWords } from '../spec/draft';
import { nearest } from '../spec/nearest';
import type { Path } from '../spec/problem';
import { isObject, type JsonSchema } from './close-schema';
import type { RawError } from './load-validators';

/** One thing that is wrong in an object: where, what stands there, what may stand there. */
export interface SchemaError {
  /** To the value; for an unknown field to the field, for a missing one to where it should be. */
  readonly path: Path;
  readonly found: string;
  readonly expected: string;
}

/** Follows a `$ref`. */
export type Resolve = (reference: string) => JsonSchema;

/**
 * Turns the errors of a compiled validator into what people read, one a place: when several alternatives fail at one
 * place, or a value breaks several rules, the most telling is kept.
 *
 * @param schema the object's own, to look up what it knows at the places with errors
 */
export function schemaErrors(
  errors: readonly RawError[],
  object: unknown,
  schema: JsonSchema,
  resolve: Resolve,
): readonly SchemaError[] {
  const byPlace = new Map<string, SchemaError>();
  for (const error of [...errors].sort((a, b) => rank(a) - rank(b))) {
    const path = pathOf(error.instancePath, object);
    const described = describe(error, path, valueAt(object, path), schemaAt(schema, path, resolve));
    if (!described) continue;
    const place = JSON.stringify(described.path);
    if (!byPlace.has(place)) byPlace.set(place, described);
  }
  return [...byPlace.values()].sort((a, b) => (JSON.stringify(a.path) < JSON.stringify(b.path) ? -1 : 1));
}

/** Errors of single alternatives come last: the alternation itself says more. */
function rank({ schemaPath, keyword }: RawError): number {
  if (/\/(anyOf|oneOf|allOf|not)\/./.test(schemaPath)) return 2;
  return keyword === 'type' ? 0 : 1;
}

function describe(
  { keyword, params, schemaPath }: RawError,
  path: Path,
  value: unknown,
  schema: JsonSchema,
): SchemaError | undefined {
  const found = describeValue(value);
  const limit = String(params['limit']);
  switch (keyword) {
    case 'additionalProperties': {
      const field = String(params['additionalProperty']);
      return { path: [...path, field], found: field, expected: expectedField(field, schema) };
    }
    case 'required': {
      // Below an alternation it is the alternation that is wrong.
      if (/\/(anyOf|oneOf|not)\/./.test(schemaPath)) return undefined;
      return { path: [...path, String(params['missingProperty'])], found: 'nothing', expected: 'a value: it is required' };
    }
    case 'type':
      return { path, found, expected: titleOf(schema) ?? typeWords(params['type']) };
    case 'enum':
      return { path, found, expected: expectedWord(value, params['allowedValues']) };
    case 'pattern':
      return { path, found, expected: titleOf(schema) ?? `a text like ${String(params['pattern'])}` };
    case 'minimum':
      return { path, found, expected: titleOf(schema) ?? `at least ${limit}` };
    case 'maximum':
      return { path, found, expected: titleOf(schema) ?? `at most ${limit}` };
    case 'exclusiveMinimum':
      return { path, found, expected: `more than ${limit}` };
    case 'exclusiveMaximum':
      return { path, found, expected: `less than ${limit}` };
    case 'minLength':
      return { path, found, expected: `a text of at least ${limit} letters` };
    case 'maxLength':
      return { path, found, expected: `a text of at most ${limit} letters` };
    case 'minItems':
    case 'minProperties':
      return { path, found, expected: `at least ${limit} entries` };
    case 'maxItems':
    case 'maxProperties':
      return { path, found, expected: `at most ${limit} entries` };
    case 'multipleOf':
      return { path, found, expected: `a multiple of ${String(params['multipleOf'])}` };
    case 'uniqueItems':
      return { path, found: 'the same entry twice', expected: 'different entries' };
    case 'anyOf':
    case 'oneOf':
      return { path, found, expected: alternatives(schema[keyword]) };
    case 'not':
      return { path, found, expected: 'another value' };
    default:
      // `if`, `allOf` and the like only say that something else, which is reported too, is wrong.
      return undefined;
  }
}

function expectedField(field: string, schema: JsonSchema): string {
  const near = nearest(field, Object.keys(isObject(schema['properties']) ? schema['properties'] : {}));
  return near === undefined ? 'a known field' : `a known field; did you mean ${near}?`;
}

function expectedWord(value: unknown, allowed: unknown): string {
  const words = (Array.isArray(allowed) ? allowed : []).map(String);
  const near = typeof value === 'string' ? nearest(value, words) : undefined;
  return `${listWords(words, 'or')}${near === undefined ? '' : `; did you mean ${near}?`}`;
}

function alternatives(branches: unknown): string {
  const words = (Array.isArray(branches) ? branches : []).filter(isObject).map((branch) => {
    if (branch['type'] !== undefined) return typeWords(branch['type']);
    if (Array.isArray(branch['required'])) return `one with ${listWords(branch['required'].map(String))}`;
    return undefined;
  });
  const known = words.filter((word) => word !== undefined);
  return known.length === words.length && known.length > 0 ? listWords([...new Set(known)], 'or') : 'another value';
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'a mapping',
  string: 'a text',
};

function typeWords(type: unknown): string {
  const types = Array.isArray(type) ? type.map(String) : String(type).split(',');
  return listWords(types.map((name) => TYPE_WORDS[name] ?? name), 'or');
}

function titleOf(schema: JsonSchema): string | undefined {
  return typeof schema['title'] === 'string' ? schema['title'] : undefined;
}

/** Steps of a JSON pointer; what is a number in a list stays text in a mapping. */
function pathOf(pointer: string, object: unknown): Path {
  const path: (string | number)[] = [];
  let value = object;
  for (const raw of pointer.split('/').slice(1)) {
    const name = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    const step = Array.isArray(value) ? Number(name) : name;
    path.push(step);
    value = valueAt(value, [step]);
  }
  return path;
}

function valueAt(object: unknown, path: Path): unknown {
  let value = object;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}

/** What the schema says of the place, following references. */
function schemaAt(root: JsonSchema, path: Path, resolve: Resolve): JsonSchema {
  let schema = dereference(root, resolve);
  for (const step of path) {
    const properties = isObject(schema['properties']) ? schema['properties'] : {};
    const next = typeof step === 'number' ? schema['items'] : (properties[step] ?? schema['additionalProperties']);
    schema = isObject(next) ? dereference(next, resolve) : {};
  }
  return schema;
}

function dereference(schema: JsonSchema, resolve: Resolve): JsonSchema {
  let target = schema;
  while (typeof target['$ref'] === 'string') target = resolve(target['$ref']);
  return target;
}
