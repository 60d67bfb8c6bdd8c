import type { ProblemCode } from './codes';

/** Keys and indexes that lead from the root of a document to one of its values. */
export type Path = readonly (string | number)[];

/** A place in a text file; all numbers start at 1, `endColumn` is the first column after the marked text. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** The text file that a place belongs to, with the line itself for an excerpt. */
export interface Location extends Position {
  readonly file: string;
  readonly excerpt: string;
}

/**
 * One mistake (or doubt) in something that came from outside.
 *
 * `where` names what has no line: a folder, an object (`Kind/namespace/name`), a program.
 */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning';
  readonly found: string;
  readonly expected: string;
  /** What to do now, in sentences. */
  readonly cure: string;
  readonly path?: Path;
  readonly location?: Location;
  readonly where?: string;
}

/** Carries every problem that was found, so that people can mend all of them at once. */
export class ProblemsError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(
      problems
        .map((p) => `${p.where ?? formatPath(p.path ?? [])}: ${p.code}: found ${p.found}, expected ${p.expected}`)
        .join('\n'),
    );
    this.name = 'ProblemsError';
  }
}

/** `nodes[2].publicIp`, as people write it. */
export function formatPath(path: Path): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');
}

/** Problems by place: first those without a line, then top to bottom, left to right, then by code. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) =>
      (a.location?.line ?? 0) - (b.location?.line ?? 0) ||
      (a.location?.column ?? 0) - (b.location?.column ?? 0) ||
      compareText(a.code, b.code) ||
      compareText(a.where ?? '', b.where ?? ''),
  );
}

/** Order by UTF-16 code units: the same in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
