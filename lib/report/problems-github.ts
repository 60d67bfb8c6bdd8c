import type { Problem } from '../spec/problem';

/** Workflow commands of GitHub Actions: an annotation at each place. */
export function renderProblemsGithub(problems: readonly Problem[]): string {
  return problems
    .map((p) => {
      const place = p.location
        ? ` file=${escapeProperty(p.location.file)},line=${p.location.line},col=${p.location.column},endColumn=${p.location.endColumn},title=${p.code}`
        : ` title=${p.code}`;
      const text = `${p.where ? `${p.where}: ` : ''}found ${p.found}; expected ${p.expected}. ${p.cure}`;
      return `::${p.severity}${place}::${escapeData(text)}\n`;
    })
    .join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
