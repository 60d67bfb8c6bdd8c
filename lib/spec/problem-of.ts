import { codes, type ProblemCode, severityOf } from './codes';
import type { Problem } from './problem';

/** A problem of something that has no line, with the severity and the cure of its code. */
export function problemOf(code: ProblemCode, where: string, found: string, expected: string): Problem {
  return { code, severity: severityOf(code), where, found, expected, cure: codes[code].cure };
}
