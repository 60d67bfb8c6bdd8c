import { resolve } from 'node:path';
import { YAMLException } from 'js-yaml';
import { readInputText } from '../../io/read-input-text';
import { mergeKnowledge } from '../../model/knowledge';
import type { Knowledge } from '../../model/knowledge/knowledge';
import { readManifests } from '../../model/read-manifests';
import { ProblemsError } from '../../spec/problem';
import { problemOf } from '../../spec/problem-of';

/** What each entry of a list must have; all of these are texts but `sets`. */
const REQUIRED = {
  programs: ['image', 'role', 'source'],
  operators: ['type', 'what', 'sets', 'source'],
  provisioners: ['name', 'data', 'source'],
  charts: ['chart', 'source'],
} as const satisfies Record<keyof Knowledge, readonly string[]>;

/**
 * The knowledge of a user's file, together with the standard one.
 *
 * @throws ProblemsError knowledge-invalid, with every mistake
 */
export function loadKnowledge(cwd: string, file: string): Knowledge {
  const text = readInputText({ name: file, path: resolve(cwd, file), isNamed: true });
  if (typeof text !== 'string') throw new ProblemsError([text]);
  const own = parse(file, text);
  const faults = Object.entries(own).flatMap(([key, list]) => faultsOf(key, list));
  if (faults.length > 0) throw refusal(file, faults);
  return mergeKnowledge(own);
}

function parse(file: string, text: string): object {
  try {
    const [document] = readManifests(text);
    if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document;
    throw refusal(file, ['no mapping']);
  } catch (error) {
    throw error instanceof YAMLException ? refusal(file, [error.reason]) : error;
  }
}

function faultsOf(key: string, list: unknown): string[] {
  const required: readonly string[] | undefined = Object.hasOwn(REQUIRED, key)
    ? REQUIRED[key as keyof typeof REQUIRED]
    : undefined;
  if (required === undefined) return [`the key ${key}`];
  if (!Array.isArray(list)) return [`${key} without a list`];
  return list.flatMap((entry: unknown, i) => {
    const fields = typeof entry === 'object' && entry !== null ? entry : {};
    const missing = required.filter((name) => !Object.hasOwn(fields, name));
    return missing.length > 0 ? [`${key}[${i}] without ${missing.join(', ')}`] : [];
  });
}

function refusal(file: string, faults: readonly string[]): ProblemsError {
  const expected = Object.entries(REQUIRED).map(([key, names]) => `${key} with ${names.join(', ')}`);
  return new ProblemsError(faults.map((found) => problemOf('knowledge-invalid', file, found, expected.join('; '))));
}
