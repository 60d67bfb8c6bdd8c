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
    problems: problems.map(problemAsJson),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** A problem with the keys that every document has. */
export function problemAsJson({ code, severity, location, where, path, found, expected, cure }: Problem) {
  return {
    code,
    severity,
    location: location ? { file: location.file, line: location.line, column: location.column } : null,
    where: where ?? (path ? formatPath(path) : null),
    found,
    expected,
    cure,
  };
}
