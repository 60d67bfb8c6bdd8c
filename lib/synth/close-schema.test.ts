import { closeSchema } from './close-schema';

const objectMeta = { $ref: '#/definitions/ObjectMeta' };
const close = (schema: unknown) => closeSchema(schema, { objectMeta });

test('an object refuses fields that it does not know, at every depth', () => {
  const schema = {
    type: 'object',
    properties: {
      spec: { type: 'object', properties: { list: { type: 'array', items: { type: 'object', properties: {} } } } },
      labels: { type: 'object', additionalProperties: { type: 'object', properties: { a: { type: 'string' } } } },
    },
  };
  expect(close(schema)).toEqual({
    type: 'object',
    additionalProperties: false,
    properties: {
      spec: {
        type: 'object',
        additionalProperties: false,
        properties: { list: { type: 'array', items: { type: 'object', properties: {}, additionalProperties: false } } },
      },
      labels: {
        type: 'object',
        additionalProperties: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
      },
    },
  });
});

test('an object that preserves unknown fields stays open, and what it knows is still checked', () => {
  const schema = {
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
    properties: { known: { type: 'object', properties: { a: { type: 'integer' } } } },
  };
  expect(close(schema)).toEqual({
    type: 'object',
    properties: { known: { type: 'object', properties: { a: { type: 'integer' } }, additionalProperties: false } },
  });
});

test('additionalProperties: true stays open', () => {
  expect(close({ type: 'object', additionalProperties: true })).toEqual({ type: 'object' });
});

test('an object without a word about its fields has none in a custom resource and any in a core kind', () => {
  expect(close({ type: 'object' })).toEqual({ type: 'object', additionalProperties: false });
  expect(closeSchema({ type: 'object' }, { objectMeta, bareObjectsAreOpen: true })).toEqual({ type: 'object' });
});

test('int-or-string becomes both types, without the alternatives that say the same', () => {
  const schema = {
    anyOf: [{ type: 'integer' }, { type: 'string' }],
    pattern: '^[0-9]+%?$',
    'x-kubernetes-int-or-string': true,
  };
  expect(close(schema)).toEqual({ type: ['integer', 'string'], pattern: '^[0-9]+%?$' });
});

test('int-or-string keeps alternatives that say more', () => {
  const anyOf = [{ type: 'integer', minimum: 1 }, { type: 'string' }];
  expect(close({ anyOf, 'x-kubernetes-int-or-string': true }).anyOf).toEqual(anyOf);
});

test('nullable adds null to the type and to the enum', () => {
  expect(close({ type: 'string', enum: ['a'], nullable: true })).toEqual({
    type: ['string', 'null'],
    enum: ['a', null],
  });
  expect(close({ nullable: true, 'x-kubernetes-int-or-string': true })).toEqual({
    type: ['integer', 'string', 'null'],
  });
});

test('an embedded resource has apiVersion, kind and metadata', () => {
  const schema = {
    type: 'object',
    'x-kubernetes-embedded-resource': true,
    'x-kubernetes-preserve-unknown-fields': true,
  };
  expect(close(schema)).toEqual({
    type: 'object',
    required: ['apiVersion', 'kind'],
    properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: objectMeta },
  });
});

test('alternatives restrict values and do not close anything', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'string' } },
    oneOf: [{ required: ['a'] }, { required: ['b'], properties: { b: { description: 'why', minLength: 1 } } }],
    not: { properties: { a: { enum: ['x'] } } },
  };
  expect(close(schema)).toMatchObject({
    oneOf: [{ required: ['a'] }, { required: ['b'], properties: { b: { minLength: 1 } } }],
    not: { properties: { a: { enum: ['x'] } } },
  });
});

test('what is not checked is left out: descriptions, defaults, formats, CEL, list types', () => {
  const schema = {
    type: 'integer',
    format: 'int32',
    description: 'a number',
    default: 1,
    'x-kubernetes-validations': [{ rule: 'self > 0' }],
    'x-kubernetes-list-type': 'set',
  };
  expect(close(schema)).toEqual({ type: 'integer' });
});

test('fields with the names of keywords are fields', () => {
  const properties = { description: { type: 'string' }, default: { type: 'string' }, properties: { type: 'string' } };
  expect(close({ type: 'object', properties }).properties).toEqual(properties);
});

test('exclusive bounds become numbers, as draft-07 has them', () => {
  expect(close({ type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 9 })).toEqual({
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 9,
  });
});

test.each(['(?i)abc', '\\Aabc\\z', '^\\pL+$', '[[:alpha:]]', '('])(
  'the pattern %s, which only Go can read, is left out',
  (pattern) => {
    expect(close({ type: 'string', pattern })).toEqual({ type: 'string' });
  },
);

test('what is not a schema allows everything', () => {
  expect(close(undefined)).toEqual({});
  expect(close(true)).toEqual({});
});
