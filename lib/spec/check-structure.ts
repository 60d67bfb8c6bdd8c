import type { ErrorObject } from 'ajv';
import { validateClusterSpec } from '../../build/validators/cluster-spec';
import type { ProblemCode } from './codes';
import { describeValue, type Draft, listWords } from './draft';
import { nearest } from './nearest';
import type { Path } from './problem';

/** The parts of a schema that messages are made from. */
interface SchemaNote {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly 'x-code'?: ProblemCode;
  readonly 'x-expected'?: string;
}

/**
 * Checks the parsed file against the schema and fills in every default (`value` is changed).
 *
 * One draft a place: the first thing that is wrong there.
 */
export function checkStructure(value: unknown): Draft[] {
  if (validateClusterSpec(value)) return [];
  const errors = foldAlternatives((validateClusterSpec.errors ?? []).filter((e) => !isRepetition(e)));
  const drafts = new Map<string, Draft>();
  for (const error of errors) {
    const draft = draftOf(error, value);
    const place = JSON.stringify(draft.path) + (draft.at ?? 'value');
    if (!drafts.has(place)) drafts.set(place, draft);
  }
  return [...drafts.values()];
}

/** Errors that ajv reports beside another one for the same mistake. */
function isRepetition({ keyword, params }: ErrorObject): boolean {
  return (
    keyword === 'propertyNames' ||
    (keyword === 'discriminator' && (params as { tagValue?: unknown }).tagValue === undefined)
  );
}

/**
 * For `anyOf` ajv reports the errors of every alternative. People meant one of them: for a mapping the one that takes
 * a mapping, otherwise the list of allowed words.
 */
function foldAlternatives(errors: readonly ErrorObject[]): ErrorObject[] {
  const alternatives = errors.filter((e) => e.keyword === 'anyOf');
  return errors.filter((error) => {
    const parent = alternatives.find(
      (a) =>
        error !== a && error.schemaPath.startsWith(a.schemaPath + '/') && error.instancePath.startsWith(a.instancePath),
    );
    if (parent) return isMapping(parent.data) && error.keyword !== 'const';
    return error.keyword !== 'anyOf' || !isMapping(error.data);
  });
}

function draftOf(error: ErrorObject, root: unknown): Draft {
  const path = pathOf(error.instancePath, root);
  const schema = (error.parentSchema ?? {}) as SchemaNote;
  const params = error.params as Readonly<Record<string, unknown>>;

  if (error.propertyName !== undefined) {
    return {
      code: schema['x-code'] ?? 'invalid-name',
      path: [...path, error.propertyName],
      at: 'key',
      found: describeValue(error.propertyName),
      expected: schema['x-expected'] ?? 'a valid name',
    };
  }
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(path, String(params['additionalProperty']), Object.keys(schema.properties ?? {}));
    case 'required': {
      const key = String(params['missingProperty']);
      const known = schema.properties?.[key] as { readonly description?: string } | undefined;
      return {
        code: 'missing-key',
        path,
        at: 'key',
        found: `no key ${key}`,
        expected: `${key}: ${known?.description ?? 'it is required'}`,
      };
    }
    case 'discriminator':
      return unknownWord(path.concat(String(params['tag'])), params['tagValue'], appKinds(error));
    case 'anyOf':
      return unknownWord(path, error.data, ['embedded', 'a mapping with endpoints, caFile, certFile and keyFile']);
    case 'enum':
      return unknownWord(path, error.data, (schema.enum ?? []).map(String));
    case 'type':
      return {
        code: 'wrong-type',
        path,
        found: describeType(error.data),
        expected: schema['x-expected'] ?? describeSchemaType(schema),
      };
    case 'const':
      return {
        code: 'unknown-value',
        path,
        found: describeValue(error.data),
        expected: String(params['allowedValue']),
      };
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
      return {
        code: schema['x-code'] ?? 'out-of-range',
        path,
        found: describeValue(error.data),
        expected: schema['x-expected'] ?? `${String(params['comparison'])} ${String(params['limit'])}`,
      };
    case 'minItems':
    case 'minProperties':
    case 'minLength':
      return {
        code: 'invalid-value',
        path,
        found: describeValue(error.data),
        expected: schema['x-expected'] ?? 'at least one entry',
      };
    case 'uniqueItems':
      return {
        code: 'invalid-value',
        path: [...path, Number(params['i'])],
        found: 'the same entry twice',
        expected: 'each entry once',
      };
    default:
      return {
        code: schema['x-code'] ?? 'invalid-value',
        path,
        found: describeValue(error.data),
        expected: schema['x-expected'] ?? error.message ?? 'another value',
      };
  }
}

function unknownKey(path: Path, key: string, known: readonly string[]): Draft {
  const near = nearest(key, known);
  return {
    code: 'unknown-key',
    path: [...path, key],
    at: 'key',
    found: key,
    expected: `one of ${listWords([...known].sort(), 'or')}`,
    cure: near ? `Did you mean ${near}?` : 'Remove it, or move it to where it belongs.',
  };
}

function unknownWord(path: Path, found: unknown, known: readonly string[]): Draft {
  const near = typeof found === 'string' ? nearest(found, known) : undefined;
  return {
    code: 'unknown-value',
    path,
    found: describeValue(found),
    expected: listWords(known, 'or'),
    cure: near ? `Did you mean ${near}?` : 'Use one of the words above.',
  };
}

function appKinds(error: ErrorObject): string[] {
  const branches =
    (
      error.parentSchema as
        | { readonly oneOf?: readonly { readonly properties: { readonly kind: { readonly const: string } } }[] }
        | undefined
    )?.oneOf ?? [];
  return branches.map((branch) => branch.properties.kind.const);
}

function pathOf(pointer: string, root: unknown): Path {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((s) => s.replaceAll('~1', '/').replaceAll('~0', '~'));
  let value = root;
  return steps.map((step) => {
    const index = Array.isArray(value);
    value = (value as Record<string, unknown> | undefined)?.[step];
    return index ? Number(step) : step;
  });
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describeType(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return `the ${typeof value} ${describeValue(value)}`;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'a string (quote it if it looks like something else)',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function describeSchemaType(schema: SchemaNote): string {
  return listWords(
    [schema.type ?? []].flat().map((t) => TYPE_WORDS[t] ?? t),
    'or',
  );
}
