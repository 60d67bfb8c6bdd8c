import Ajv from 'ajv';
import fc from 'fast-check';
import { checkSchema } from './check-schema';
import type { ClosedSchema } from './closed-schema';
import { resolveSchema, schemaIndex } from './load-schemas';

const check = (schema: ClosedSchema, value: unknown) => checkSchema(schema, value, resolveSchema);
const paths = (schema: ClosedSchema, value: unknown) => check(schema, value).map((error) => error.path);

test('a value that is allowed has no errors', () => {
  const schema: ClosedSchema = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false };
  expect(check(schema, { a: 'x' })).toEqual([]);
  expect(check(schema, {})).toEqual([]);
});

test('every wrong place is reported, with its path', () => {
  const item: ClosedSchema = {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string' }, count: { type: 'integer', minimum: 1 } },
    additionalProperties: false,
  };
  const schema: ClosedSchema = { type: 'object', properties: { list: { type: 'array', items: item } } };
  expect(paths(schema, { list: [{ name: 'a' }, { count: 0 }, { name: 3, cuont: 1 }, 'x'] })).toEqual([
    ['list', 1, 'name'],
    ['list', 1, 'count'],
    ['list', 2, 'name'],
    ['list', 2, 'cuont'],
    ['list', 3],
  ]);
});

test('an unknown field names the known one that is nearest', () => {
  const schema: ClosedSchema = { properties: { replicas: { type: 'integer' } }, additionalProperties: false };
  expect(check(schema, { replicsa: 3 })).toEqual([
    { path: ['replicsa'], found: 'replicsa', expected: 'a known field; did you mean replicas?' },
  ]);
  expect(check(schema, { banana: 3 })).toEqual([{ path: ['banana'], found: 'banana', expected: 'a known field' }]);
});

test('a word that is not allowed names the allowed one that is nearest', () => {
  const [error] = check({ type: 'string', enum: ['Always', 'Never'] }, 'Allways');
  expect(error).toMatchObject({ path: [], found: 'Allways' });
  expect(error?.expected).toContain('did you mean Always?');
});

test('a value that breaks several rules has one error', () => {
  expect(paths({ type: 'string', pattern: '^a', minLength: 5, enum: ['abcde'] }, 'b')).toEqual([[]]);
  expect(paths({ allOf: [{ pattern: '^a' }, { minLength: 5 }] }, 'b')).toEqual([[]]);
});

test('alternatives that all fail are one error', () => {
  const alternatives: ClosedSchema = { anyOf: [{ required: ['a'] }, { required: ['b', 'c'] }] };
  expect(check(alternatives, { d: 1 })).toMatchObject([{ path: [], expected: 'a mapping with one of a or b and c' }]);
  expect(paths({ oneOf: [{ type: 'string' }, { type: 'integer' }] }, true)).toEqual([[]]);
  expect(paths({ oneOf: [{ required: ['a'] }, { required: ['b'] }] }, { a: 1, b: 1 })).toEqual([[]]);
});

test('fields that JavaScript gives to every object are not known fields', () => {
  const schema: ClosedSchema = { properties: {}, required: ['toString'], additionalProperties: false };
  const value = JSON.parse('{"constructor":1,"__proto__":2}') as unknown;
  expect(paths(schema, value)).toEqual([['toString'], ['constructor'], ['__proto__']]);
});

test('the title of a schema is what is expected', () => {
  const schema: ClosedSchema = { title: 'a port', type: 'integer', maximum: 65535 };
  expect(check(schema, 70000)[0]?.expected).toBe('a port');
  expect(check(schema, 'http')[0]?.expected).toBe('a port');
});

test('letters are counted as people count them', () => {
  expect(check({ maxLength: 2 }, '🐳🐳')).toEqual([]);
  expect(paths({ minLength: 2 }, '🐳')).toEqual([[]]);
});

test.each<[ClosedSchema, unknown, unknown]>([
  [{ minimum: 1 }, 1, 0],
  [{ maximum: 1 }, 1, 2],
  [{ exclusiveMinimum: 1 }, 2, 1],
  [{ exclusiveMaximum: 1 }, 0, 1],
  [{ multipleOf: 3 }, 9, 10],
  [{ minItems: 1 }, [1], []],
  [{ maxItems: 1 }, [1], [1, 2]],
  [{ uniqueItems: true }, [1, { a: 1 }], [{ a: 1 }, { a: 1 }]],
  [{ minProperties: 1 }, { a: 1 }, {}],
  [{ maxProperties: 0 }, {}, { a: 1 }],
  [{ not: { required: ['a'] } }, {}, { a: 1 }],
  [{ type: ['integer', 'null'] }, null, 'a'],
  [{ type: 'integer' }, 1, 1.5],
  [{ type: 'number' }, 1.5, '1'],
  [{ type: 'object' }, {}, []],
])('%j allows %j and refuses %j', (schema, allowed, refused) => {
  expect(check(schema, allowed)).toEqual([]);
  expect(paths(schema, refused)).toEqual([[]]);
});

describe('beside ajv, its twin', () => {
  const ajv = new Ajv({ strict: false, unicodeRegExp: false, messages: false }).addSchema(
    resolveSchema('kubernetes.json'),
    'kubernetes.json',
  );
  const { kinds, charts } = schemaIndex();
  const references = [
    ...Object.values(kinds).flatMap((byKind) => Object.values(byKind).map(({ schema }) => schema)),
    ...Object.values(charts),
  ];

  test.each(references)('%s gives the same verdict on objects with random changes', (reference) => {
    const schema = { $ref: reference };
    if (!reference.includes('#')) ajv.addSchema(resolveSchema(reference), reference);
    const isValid = ajv.compile(schema);
    const example = exampleOf(schema, []);
    expect(check(schema, example)).toEqual([]);
    expect(isValid(example)).toBe(true);
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 2 }), (changes) => {
        const object = changes.reduce(applyChange, example);
        expect(check(schema, object).length === 0).toBe(isValid(object));
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});

/** An object with every field of a schema, down to where it begins to repeat itself. */
function exampleOf(schema: ClosedSchema, seen: readonly string[]): unknown {
  if (schema.$ref !== undefined) {
    return seen.includes(schema.$ref) ? undefined : exampleOf(resolveSchema(schema.$ref), [...seen, schema.$ref]);
  }
  if (schema.enum) return schema.enum[0];
  const type = [schema.type ?? 'object'].flat()[0] ?? 'object';
  switch (type) {
    case 'array':
      return [exampleOf(schema.items ?? {}, seen)].filter((item) => item !== undefined && schema.maxItems !== 0);
    case 'object': {
      const fields = Object.entries(schema.properties ?? {});
      if (typeof schema.additionalProperties === 'object') fields.push(['example', schema.additionalProperties]);
      const values = fields.map(([name, field]) => [name, exampleOf(field, seen)] as const);
      return Object.fromEntries(values.filter(([, value]) => value !== undefined));
    }
    case 'string':
      return schema.pattern === undefined ? 'example' : matching(schema.pattern);
    case 'null':
      return null;
    case 'boolean':
      return true;
    default:
      return schema.minimum ?? 1;
  }
}

function matching(pattern: string): string {
  return fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: 1, seed: 1 })[0] ?? '';
}

interface Change {
  /** Which field of which field, as parts of the whole. */
  readonly place: readonly number[];
  readonly value: unknown;
  readonly how: 'replace' | 'remove' | 'add';
}

const change: fc.Arbitrary<Change> = fc.record({
  place: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 6 }),
  value: fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom<unknown>('Always', '5m', '25%', 0, 1, {}, [], null)),
  how: fc.constantFrom('replace', 'remove', 'add'),
});

function applyChange(value: unknown, { place, ...rest }: Change): unknown {
  const [part, ...deeper] = place;
  if (part === undefined || typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    return rest.value;
  }
  const keys = Object.keys(value);
  const key = keys[Math.floor(part * keys.length)] ?? '';
  const entries: [string, unknown][] = Object.entries(value).flatMap(([name, child]): [string, unknown][] => {
    if (name !== key) return [[name, child]];
    if (deeper.length > 0) return [[name, applyChange(child, { place: deeper, ...rest })]];
    if (rest.how === 'remove') return [];
    return rest.how === 'add'
      ? [
          [name, child],
          [`${name}x`, rest.value],
        ]
      : [[name, rest.value]];
  });
  return Array.isArray(value) ? entries.map(([, child]) => child) : Object.fromEntries(entries);
}
