import { YAMLException } from 'js-yaml';
import type { WaiverEntry } from '../audit/waivers';
import { readManifests } from '../model/read-manifests';
import type { Problem } from '../spec/problem';
import { problemOf } from '../spec/problem-of';

export interface WaiverFile {
  readonly entries: readonly WaiverEntry[];
  readonly problems: readonly Problem[];
}

/** The waivers of a file that has the section `waivers` of cluster.yaml, whatever else is in it. */
export function readWaivers(file: string, text: string): WaiverFile {
  const source = { document: { file, index: 0, line: 1, text }, path: [] };
  const refused = (found: string): WaiverFile => ({
    entries: [],
    problems: [problemOf('waivers-invalid', file, found, 'waivers: with a rule, an object and a reason each')],
  });
  let documents: unknown[];
  try {
    documents = readManifests(text);
  } catch (error) {
    if (error instanceof YAMLException) return refused(error.reason);
    throw error;
  }
  const list = property(documents[0], 'waivers');
  if (documents.length !== 1 || !Array.isArray(list)) return refused('no list of waivers');
  const entries: WaiverEntry[] = [];
  const problems: Problem[] = [];
  for (const [i, item] of list.entries()) {
    const [rule, object, reason, until] = ['rule', 'object', 'reason', 'until'].map((key) => property(item, key));
    const parts = typeof object === 'string' ? object.split('/') : [];
    if (typeof rule !== 'string' || typeof reason !== 'string' || parts.length < 2 || parts.length > 3)
      problems.push(
        ...refused(`waivers[${i}], in which the rule, the object or the reason lacks or is wrong`).problems,
      );
    else
      entries.push({
        rule,
        object: toReference(parts),
        reason,
        until: typeof until === 'string' ? until : until === undefined ? null : JSON.stringify(until),
        source,
        field: ['waivers', i],
      });
  }
  return { entries, problems };
}

/** `Kind/namespace/name`, or `Kind/name`. */
function toReference(parts: readonly string[]): WaiverEntry['object'] {
  const [kind = '', ...rest] = parts;
  return { apiVersion: '', kind, namespace: rest.length === 2 ? (rest[0] ?? null) : null, name: rest.at(-1) ?? '' };
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
