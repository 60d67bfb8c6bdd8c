import { renderProblems } from '../report/problems-text';
import type { Problem } from '../spec/problem';

/** Problems for people, and what they mean for this run. */
export function printProblems(problems: readonly Problem[], stderr: NodeJS.WritableStream, color: boolean): void {
  stderr.write(renderProblems(problems, color));
}
