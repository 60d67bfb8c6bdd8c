import type { Location, Problem } from '../spec/problem';

/** Workflow commands of GitHub Actions: an annotation at each place. */
export function renderProblemsGithub(problems: readonly Problem[]): string {
  return problems
    .map(({ severity, location, code, where, found, expected, cure }) =>
      githubAnnotation(
        severity,
        location,
        code,
        `${where ? `${where}: ` : ''}found ${found}; expected ${expected}. ${cure}`,
      ),
    )
    .join('');
}

/** One annotation, at a place where there is one. */
export function githubAnnotation(
  level: 'error' | 'warning' | 'notice',
  location: Pick<Location, 'file' | 'line' | 'column' | 'endColumn'> | undefined,
  title: string,
  text: string,
): string {
  const properties = location
    ? `file=${escapeProperty(location.file)},line=${location.line},col=${location.column},endColumn=${location.endColumn},title=${escapeProperty(title)}`
    : `title=${escapeProperty(title)}`;
  return `::${level} ${properties}::${escapeData(text)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
