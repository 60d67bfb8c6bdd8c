import { describeValue, listWords } from '../spec/draft';
import { nearest } from '../spec/nearest';
import type { Path } from '../spec/problem';
import type { ClosedSchema } from './closed-schema';

/** One thing that is wrong in an object: where, what stands there, what may stand there. */
export interface SchemaError {
  /** To the value; for an unknown field to that field, for a missing one to where it should be. */
  readonly path: Path;
  readonly found: string;
  readonly expected: string;
}

/** Follows a `$ref`. */
export type Resolve = (reference: string) => ClosedSchema;

/**
 * Everything in a value that a schema does not allow, at most one error a place: of rules that a value breaks the
 * first, of alternatives that all fail one error for all.
 *
 * It walks the schema instead of compiling it: the objects of a cluster meet a small part of large schemas a few times
 * a run, and code made from them by ajv takes longer to load than it saves. Ajv is its twin in the tests.
 */
export function checkSchema(schema: ClosedSchema, value: unknown, resolve: Resolve): readonly SchemaError[] {
  const walk: Walk = { resolve, path: [], errors: [] };
  check(walk, schema, value);
  return walk.errors;
}

interface Walk {
  readonly resolve: Resolve;
  readonly path: (string | number)[];
  readonly errors: SchemaError[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Loops and branches are spelt out: most of the time of a synth's checks is spent before V8 optimizes this. */
function check(walk: Walk, schema: ClosedSchema, value: unknown): void {
  let rules = schema;
  while (rules.$ref !== undefined) rules = walk.resolve(rules.$ref);
  const { type } = rules;
  if (type !== undefined && !hasType(value, type)) {
    report(walk, value, rules.title ?? typeWords(type));
    return;
  }
  const broken = brokenRule(walk, rules, value);
  if (broken !== undefined) report(walk, value, broken);
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) checkItems(walk, rules.items, value);
  else checkFields(walk, rules, value as Fields);
}

function report(walk: Walk, value: unknown, expected: string): void {
  addError(walk, [...walk.path], describeValue(value), expected);
}

function addError(walk: Walk, path: Path, found: string, expected: string): void {
  const isSamePlace = (error: SchemaError): boolean =>
    error.path.length === path.length && error.path.every((step, i) => step === path[i]);
  if (!walk.errors.some(isSamePlace)) walk.errors.push({ path, found, expected });
}

function checkItems(walk: Walk, items: ClosedSchema | undefined, value: readonly unknown[]): void {
  if (items === undefined) return;
  for (let index = 0; index < value.length; index++) {
    walk.path.push(index);
    check(walk, items, value[index]);
    walk.path.pop();
  }
}

function checkFields(walk: Walk, rules: ClosedSchema, value: Fields): void {
  const { properties, additionalProperties, required } = rules;
  if (required !== undefined) {
    for (const name of required) {
      if (fieldOf(value, name) === undefined)
        addError(walk, [...walk.path, name], 'nothing', 'a value: it is required');
    }
  }
  if (properties === undefined && additionalProperties === undefined) return;
  for (const name in value) {
    const field = value[name];
    // JSON has no undefined: the field is not written.
    if (field === undefined) continue;
    const known = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (known === undefined) continue;
    if (known === false) {
      addError(walk, [...walk.path, name], name, knownField(name, properties));
      continue;
    }
    walk.path.push(name);
    check(walk, known, field);
    walk.path.pop();
  }
}

/** A field of the object itself: `constructor` and its like come from JavaScript. */
function fieldOf<T>(fields: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function hasType(value: unknown, type: string | readonly string[]): boolean {
  return typeof type === 'string' ? isOfType(value, type) : type.some((name) => isOfType(value, name));
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}

/** What the first rule asks for that the value breaks by itself; only the rules that are there cost time. */
function brokenRule(walk: Walk, rules: ClosedSchema, value: unknown): string | undefined {
  for (const keyword in rules) {
    const broken = brokenKeyword(walk, rules, keyword as keyof ClosedSchema, value);
    if (broken !== undefined) return broken;
  }
  return undefined;
}

function brokenKeyword(
  walk: Walk,
  rules: ClosedSchema,
  keyword: keyof ClosedSchema,
  value: unknown,
): string | undefined {
  switch (keyword) {
    case 'type':
    case 'properties':
    case 'additionalProperties':
    case 'required':
    case 'items':
    case 'title':
    case '$ref':
      return undefined;
    case 'enum':
      return rules.enum?.includes(value) === false ? allowedWords(rules.enum, value) : undefined;
    case 'allOf':
      for (const rule of rules.allOf ?? []) check(walk, rule, value);
      return undefined;
    case 'anyOf':
    case 'oneOf':
    case 'not':
      return brokenAlternation(walk, rules, value);
    case 'exclusiveMaximum':
    case 'exclusiveMinimum':
    case 'maxItems':
    case 'maxLength':
    case 'maxProperties':
    case 'maximum':
    case 'minItems':
    case 'minLength':
    case 'minProperties':
    case 'minimum':
    case 'multipleOf':
    case 'pattern':
    case 'uniqueItems':
      return brokenLimit(rules, value);
  }
}

function brokenLimit(rules: ClosedSchema, value: unknown): string | undefined {
  if (typeof value === 'string') return brokenTextLimit(rules, value);
  if (typeof value === 'number') return brokenNumberLimit(rules, value);
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value)
    ? (brokenCount(rules.minItems, rules.maxItems, value.length, 'entries') ?? brokenUniqueness(rules, value))
    : brokenCount(rules.minProperties, rules.maxProperties, Object.keys(value).length, 'fields');
}

function brokenTextLimit({ pattern, minLength, maxLength, title }: ClosedSchema, value: string): string | undefined {
  if (pattern !== undefined && !regExpOf(pattern).test(value)) return title ?? `a text like ${pattern}`;
  if (minLength === undefined && maxLength === undefined) return undefined;
  // By code point, as JSON Schema counts.
  return brokenCount(minLength, maxLength, Array.from(value).length, 'letters');
}

function brokenNumberLimit(rules: ClosedSchema, value: number): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, title } = rules;
  if (minimum !== undefined && value < minimum) return title ?? `at least ${String(minimum)}`;
  if (maximum !== undefined && value > maximum) return title ?? `at most ${String(maximum)}`;
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return `more than ${String(exclusiveMinimum)}`;
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) return `less than ${String(exclusiveMaximum)}`;
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf)) return `a multiple of ${String(multipleOf)}`;
  return undefined;
}

function brokenCount(
  minimum: number | undefined,
  maximum: number | undefined,
  count: number,
  what: string,
): string | undefined {
  if (minimum !== undefined && count < minimum) return `at least ${String(minimum)} ${what}`;
  if (maximum !== undefined && count > maximum) return `at most ${String(maximum)} ${what}`;
  return undefined;
}

function brokenUniqueness({ uniqueItems }: ClosedSchema, value: readonly unknown[]): string | undefined {
  if (uniqueItems !== true) return undefined;
  return new Set(value.map((item) => JSON.stringify(item))).size < value.length ? 'no entry twice' : undefined;
}

/** What is asked for where the alternatives that hold are none, or not the right number. */
function brokenAlternation(walk: Walk, { anyOf, oneOf, not }: ClosedSchema, value: unknown): string | undefined {
  const holds = (branch: ClosedSchema): boolean => checkSchema(branch, value, walk.resolve).length === 0;
  if (anyOf && !anyOf.some(holds)) return alternativeWords(anyOf, 'one');
  if (oneOf && oneOf.filter(holds).length !== 1) return alternativeWords(oneOf, 'exactly one');
  if (not && holds(not)) return 'another value';
  return undefined;
}

function alternativeWords(branches: readonly ClosedSchema[], count: string): string {
  const fields = branches.map(({ required }) => (required ? listWords(required) : undefined));
  if (fields.every((names) => names !== undefined)) return `a mapping with ${count} of ${listWords(fields, 'or')}`;
  const types = branches.map(({ type }) => (type === undefined ? undefined : typeWords(type)));
  if (types.every((words) => words !== undefined)) return listWords([...new Set(types)], 'or');
  return 'another value';
}

function knownField(name: string, properties: ClosedSchema['properties']): string {
  const near = nearest(name, Object.keys(properties ?? {}));
  return near === undefined ? 'a known field' : `a known field; did you mean ${near}?`;
}

function allowedWords(allowed: readonly unknown[], value: unknown): string {
  const words = allowed.map(String);
  const near = typeof value === 'string' ? nearest(value, words) : undefined;
  return listWords(words, 'or') + (near === undefined ? '' : `; did you mean ${near}?`);
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

function typeWords(type: string | readonly string[]): string {
  const types = typeof type === 'string' ? [type] : type;
  return listWords(
    types.map((name) => TYPE_WORDS[name] ?? name),
    'or',
  );
}

const regExps = new Map<string, RegExp>();

function regExpOf(pattern: string): RegExp {
  let regExp = regExps.get(pattern);
  if (!regExp) regExps.set(pattern, (regExp = new RegExp(pattern)));
  return regExp;
}
