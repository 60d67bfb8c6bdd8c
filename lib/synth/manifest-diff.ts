import { loadAll } from 'js-yaml';
import { compareText } from '../spec/problem';
import { identityOf, type Manifest } from '../model/manifest';

/** What differs between two versions of one file. */
export interface ManifestDiff {
  readonly added: readonly Manifest[];
  readonly removed: readonly Manifest[];
  readonly changed: readonly { readonly object: Manifest; readonly fields: readonly FieldChange[] }[];
}

export interface FieldChange {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

export function diffManifests(before: string, after: string): ManifestDiff {
  const old = byIdentity(before);
  const next = byIdentity(after);
  return {
    added: [...next].filter(([id]) => !old.has(id)).map(([, object]) => object),
    removed: [...old].filter(([id]) => !next.has(id)).map(([, object]) => object),
    changed: [...next].flatMap(([id, object]) => {
      const previous = old.get(id);
      const fields = previous ? diffFields(previous, object, '') : [];
      return fields.length > 0 ? [{ object, fields }] : [];
    }),
  };
}

/** One line: `replicas 2 -> 3, PodDisruptionBudget added`. */
export function describeDiff(diff: ManifestDiff): string {
  const fields = diff.changed.flatMap(({ object, fields: all }) => all.map((f) => describeField(object, f)));
  const words = [
    ...fields,
    ...diff.added.map((o) => `${o.kind} ${o.metadata.name} added`),
    ...diff.removed.map((o) => `${o.kind} ${o.metadata.name} removed`),
  ];
  const shown = words.slice(0, MAX_WORDS);
  return [...shown, ...(words.length > shown.length ? [`${words.length - shown.length} more`] : [])].join(', ');
}

const MAX_WORDS = 3;

function describeField({ kind }: Manifest, { path, before, after }: FieldChange): string {
  const short = path.split('.').slice(-2).join('.');
  const [from, to] = [shortValue(before), shortValue(after)];
  return from !== undefined && to !== undefined ? `${kind} ${short} ${from} -> ${to}` : `${kind} ${short} changed`;
}

/** A scalar that fits into a line; undefined for everything else. */
function shortValue(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.length <= 30 && !value.includes('\n') ? value : undefined;
}

function diffFields(before: unknown, after: unknown, path: string): FieldChange[] {
  if (Object.is(before, after)) return [];
  if (!isMapping(before) || !isMapping(after))
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(compareText);
  return keys.flatMap((key) => diffFields(before[key], after[key], path === '' ? key : `${path}.${key}`));
}

function byIdentity(text: string): Map<string, Manifest> {
  try {
    const documents = loadAll(text).filter((d): d is Manifest => isMapping(d) && isMapping(d['metadata']));
    return new Map(documents.map((d) => [identityOf(d), d]));
  } catch {
    // The old file was edited into something that is no YAML: everything in it counts as new.
    return new Map();
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
