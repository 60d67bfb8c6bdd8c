import { YAMLException } from 'js-yaml';
import type { WaiverEntry } from '../audit/waivers';
import { isObject, type JsonObject } from '../model/json';
import { locator } from '../model/locate';
import { readManifests } from '../model/read-manifests';
import type { FieldPath, Location } from '../model/source';
import type { Problem } from '../spec/problem';
import { problemOf } from '../spec/problem-of';
import { redact } from '../spec/redact';

export interface WaiverFile {
  readonly entries: readonly WaiverEntry[];
  readonly problems: readonly Problem[];
}

/** The waivers of a file that has the section `waivers` of cluster.yaml, whatever else is in it. */
export function readWaivers(file: string, text: string): WaiverFile {
  const source = { document: { file, index: 0, line: 1, text }, path: [] };
  const locate = locator();
  const problem = (found: string, expected: string, location?: Location): Problem => ({
    ...problemOf('waivers-invalid', file, redact(found), expected),
    ...(location === undefined ? {} : { location: { ...location, excerpt: redact(location.excerpt) } }),
  });
  const refused = (found: string, location?: Location): WaiverFile => ({
    entries: [],
    problems: [problem(found, 'waivers: with a rule, an object and a reason each', location)],
  });
  let documents: unknown[];
  try {
    documents = readManifests(text);
  } catch (error) {
    if (error instanceof YAMLException) return refused(error.reason, placeOf(error, file, text));
    // Readers of YAML recurse: some thousand opening brackets exhaust the stack.
    if (error instanceof RangeError) return refused('values nested too deeply');
    throw error;
  }
  const [first] = documents;
  const list: unknown = isObject(first) ? first['waivers'] : undefined;
  if (documents.length !== 1 || !Array.isArray(list)) return refused('no list of waivers');
  const entries: WaiverEntry[] = [];
  const problems: Problem[] = [];
  for (const [i, item] of (list as unknown[]).entries()) {
    const waiver = isObject(item) ? item : {};
    const at = (path: FieldPath) => locate(source, ['waivers', i, ...path]);
    const wrong = FIELDS.filter(({ key, isRight }) => !isRight(waiver[key]));
    problems.push(
      ...wrong.map(({ key, expected }) => problem(describe(waiver, key), expected, at(key in waiver ? [key] : []))),
    );
    if (wrong.length === 0) entries.push({ ...entryOf(waiver), source, field: ['waivers', i] });
  }
  return { entries, problems };
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const FIELDS: readonly {
  readonly key: string;
  readonly expected: string;
  readonly isRight: (value: unknown) => boolean;
}[] = [
  { key: 'rule', expected: 'the id of a rule, such as single-replica', isRight: isText },
  {
    key: 'object',
    expected: 'Kind/namespace/name or Kind/name',
    isRight: (value) => typeof value === 'string' && /^[^/]+(?:\/[^/]+){1,2}$/.test(value),
  },
  { key: 'reason', expected: 'why the finding is accepted, as a text', isRight: isText },
];

function describe(waiver: JsonObject, key: string): string {
  return key in waiver ? `${key}: ${JSON.stringify(waiver[key])}` : `no ${key}`;
}

function entryOf({ rule, object, reason, until }: JsonObject): Omit<WaiverEntry, 'source' | 'field'> {
  return {
    rule: String(rule),
    object: toReference(String(object).split('/')),
    reason: String(reason),
    until: typeof until === 'string' ? until : until === undefined ? null : JSON.stringify(until),
  };
}

/** `Kind/namespace/name`, or `Kind/name`. */
function toReference(parts: readonly string[]): WaiverEntry['object'] {
  const [kind = '', ...rest] = parts;
  return { apiVersion: '', kind, namespace: rest.length === 2 ? (rest[0] ?? null) : null, name: rest.at(-1) ?? '' };
}

function placeOf({ mark }: YAMLException, file: string, text: string): Location | undefined {
  // Errors of constructors have no mark.
  const place = mark as typeof mark | undefined;
  if (place === undefined) return undefined;
  const excerpt = text.split(/\r?\n/)[place.line] ?? '';
  return { file, line: place.line + 1, column: place.column + 1, endColumn: place.column + 2, excerpt };
}
