import { nearest } from '../../spec/nearest';
import { isObject } from '../json';
import type { FieldPath } from '../source';
import { FIELD_TYPES, type TypeName } from './field-types';
import type { Refusal } from './refusal';

type Type =
  | { readonly kind: 'list' | 'map'; readonly of: Type }
  | { readonly kind: 'object'; readonly name: TypeName }
  | { readonly kind: 'string' | 'integer' | 'boolean' | 'amount' | 'count' | 'any' };

interface Fields {
  readonly types: ReadonlyMap<string, Type>;
  readonly required: readonly string[];
}

/** Fields that Kubernetes does not know, or with values of another type, or that lack. Null counts as not written. */
export function checkFields(value: unknown, type: TypeName, path: FieldPath): Refusal[] {
  const found: Refusal[] = [];
  check(value, { kind: 'object', name: type }, [...path], found);
  return found;
}

/** The way to where one is: made longer and shorter again on the way, and copied only into what is found. */
type Way = (string | number)[];

function check(value: unknown, type: Type, way: Way, found: Refusal[]): void {
  if (value === null || value === undefined) return;
  switch (type.kind) {
    case 'list':
      if (!Array.isArray(value)) refuse(value, 'a list', way, found);
      else for (const [i, item] of value.entries()) checkPart(i, item, type.of, way, found);
      return;
    case 'map':
      if (!isObject(value)) refuse(value, 'a mapping', way, found);
      else for (const [key, item] of Object.entries(value)) checkPart(key, item, type.of, way, found);
      return;
    case 'object':
      if (!isObject(value)) refuse(value, 'a mapping', way, found);
      else checkObject(value, type.name, way, found);
      return;
    case 'any':
      return;
    case 'string':
    case 'integer':
    case 'boolean':
    case 'amount':
    case 'count':
      if (!IS[type.kind](value)) refuse(value, EXPECTED[type.kind], way, found);
  }
}

function checkPart(step: string | number, value: unknown, type: Type, way: Way, found: Refusal[]): void {
  way.push(step);
  check(value, type, way, found);
  way.pop();
}

function checkObject(value: Readonly<Record<string, unknown>>, name: TypeName, way: Way, found: Refusal[]): void {
  const { types, required } = fieldsOf(name);
  for (const key of Object.keys(value)) {
    const type = types.get(key);
    if (type !== undefined) checkPart(key, value[key], type, way, found);
    else {
      const near = nearest(key, types.keys());
      const meant = near === undefined ? '' : ` (${near} is one)`;
      found.push({ path: [...way, key], reason: `is no field of Kubernetes 1.36${meant}` });
    }
  }
  for (const key of required)
    if (value[key] === undefined || value[key] === null) found.push({ path: [...way, key], reason: 'is missing' });
}

const isNumber = (value: unknown): boolean => typeof value === 'number';
const isText = (value: unknown): boolean => typeof value === 'string';

const IS = {
  string: isText,
  integer: (value: unknown) => Number.isInteger(value),
  boolean: (value: unknown) => typeof value === 'boolean',
  amount: (value: unknown) => isNumber(value) || isText(value),
  count: (value: unknown) => Number.isInteger(value) || isText(value),
};

const EXPECTED = {
  string: 'text, in quotes',
  integer: 'a whole number',
  boolean: 'true or false',
  amount: 'an amount',
  count: 'a whole number or text',
};

function refuse(value: unknown, expected: string, way: Way, found: Refusal[]): void {
  const is = Array.isArray(value)
    ? 'a list'
    : isObject(value)
      ? 'a mapping'
      : isText(value)
        ? 'text'
        : isNumber(value)
          ? 'a number'
          : 'true or false';
  found.push({ path: [...way], reason: `is ${is}, but has to be ${expected}` });
}

const known = new Map<TypeName, Fields>();

function fieldsOf(name: TypeName): Fields {
  let fields = known.get(name);
  if (fields === undefined) known.set(name, (fields = parseFields(FIELD_TYPES[name])));
  return fields;
}

function parseFields(text: string): Fields {
  const fields = text.split(/\s+/).map((field) => {
    const [key = '', type = ''] = field.split(':');
    return { key: key.replace('!', ''), type: parseType(type), required: key.endsWith('!') };
  });
  return {
    types: new Map(fields.map(({ key, type }) => [key, type])),
    required: fields.flatMap(({ key, required }) => (required ? [key] : [])),
  };
}

function parseType(text: string): Type {
  const inner = text.slice(1, -1);
  if (text.startsWith('[')) return { kind: 'list', of: parseType(inner) };
  if (text.startsWith('{')) return { kind: 'map', of: parseType(inner) };
  return Object.hasOwn(FIELD_TYPES, text)
    ? { kind: 'object', name: text as TypeName }
    : { kind: text as 'string' | 'integer' | 'boolean' | 'amount' | 'count' | 'any' };
}
