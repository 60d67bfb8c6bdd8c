import type { Problem } from '../spec/problem';
import { formatPath } from '../spec/problem';

/** Version 1 of the problems document; keys are only ever added. Schema: docs/schemas/problems.schema.json. */
export function renderProblemsJson(problems: readonly Problem[], version: string): string {
  const document = {
    version: 1,
    tool: { name: 'zero-spof', version },
    summary: {
      errors: problems.filter((p) => p.severity === 'error').length,
      warnings: problems.filter((p) => p.severity === 'warning').length,
    },
    problems: problems.map((p) => ({
      code: p.code,
      severity: p.severity,
      location: p.location ? { file: p.location.file, line: p.location.line, column: p.location.column } : null,
      where: p.where ?? (p.path ? formatPath(p.path) : null),
      found: p.found,
      expected: p.expected,
      cure: p.cure,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
