import { countOf } from '../spec/draft';
import { formatPath, type Problem } from '../spec/problem';
import { excerptOf } from './excerpt';
import { paint, wrapText } from './style';

/**
 * Every problem as people read it: place, code, found, expected, an excerpt with a caret, the cure. Ends with counts.
 *
 * @param outcome what errors mean for this run
 */
export function renderProblems(problems: readonly Problem[], color: boolean, outcome = 'Nothing was written.'): string {
  const blocks = problems.map((p, i) => renderProblem(p, !sameCure(p, problems[i + 1]), color));
  const errors = problems.filter((p) => p.severity === 'error').length;
  const warnings = problems.length - errors;
  const counts = [errors > 0 ? countOf(errors, 'error') : '', warnings > 0 ? countOf(warnings, 'warning') : ''].filter(
    (c) => c !== '',
  );
  if (counts.length > 0) blocks.push(`${counts.join(', ')}.${errors > 0 ? ` ${outcome}` : ''}\n`);
  return blocks.join('\n');
}

/** `cluster.yaml:12:7`, or what stands in for a place. */
export function placeOf({ location, where, path }: Problem): string {
  if (location) return `${location.file}:${location.line}:${location.column}`;
  return where ?? formatPath(path ?? []);
}

/** Problems in a row with one cure: it is told once, below the last of them. */
function sameCure(a: Problem, b: Problem | undefined): boolean {
  return a.code === b?.code && a.cure === b.cure;
}

function renderProblem(problem: Problem, withCure: boolean, color: boolean): string {
  const style = problem.severity === 'error' ? 'red' : 'yellow';
  return [
    `${paint('bold', placeOf(problem), color)}  ${paint(style, problem.severity, color)}  ${problem.code}`,
    wrapText(`found ${problem.found}; expected ${problem.expected}`, '  '),
    ...(problem.location ? excerptOf(problem.location, style, color) : []),
    ...(withCure
      ? [wrapText(problem.cure, '  '), paint('dim', `  More: zero-spof explain ${problem.code}`, color)]
      : []),
    '',
  ].join('\n');
}
