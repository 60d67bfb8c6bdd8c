import { codes, type ProblemCode, severityOf } from './codes';
import type { Path, Problem } from './problem';
import type { Target, YamlFile } from './read-yaml';

/** A problem of cluster.yaml before its place in the file is looked up. */
export interface Draft {
  readonly code: ProblemCode;
  readonly path: Path;
  /** @default 'value' */
  readonly at?: Target;
  readonly found: string;
  readonly expected: string;
  /** @default what `explain` says */
  readonly cure?: string;
}

export function toProblem(draft: Draft, file: YamlFile): Problem {
  return {
    code: draft.code,
    severity: severityOf(draft.code),
    path: draft.path,
    found: draft.found,
    expected: draft.expected,
    cure: draft.cure ?? codes[draft.code].cure,
    location: file.locate(draft.path, draft.at ?? 'value'),
  };
}

/** A value as a message shows it: short, on one line. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'a mapping';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const short = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return typeof value === 'string' && (short === '' || /\s/.test(short)) ? JSON.stringify(short) : short;
}

/** `a, b and c`. */
export function listWords(words: readonly string[], last = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}

/** `1 server`, `2 servers`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
