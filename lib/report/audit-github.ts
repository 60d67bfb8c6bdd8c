import type { Severity } from '../audit/audit-result';
import { type AuditReport, describeObject } from './audit-report';
import { githubAnnotation, renderProblemsGithub } from './problems-github';

const LEVELS = {
  outage: 'error',
  degrades: 'warning',
  inconclusive: 'warning',
  advisory: 'notice',
} as const satisfies Record<Severity, string>;

/** Annotations of GitHub Actions, the worst first: GitHub shows ten of a level. Waived findings are left out. */
export function renderAuditGithub({ result, problems }: AuditReport): string {
  const findings = result.findings
    .filter(({ waiver }) => waiver === null)
    .map(({ severity, location, rule, object, message, remedy }) =>
      githubAnnotation(
        LEVELS[severity],
        location ?? undefined,
        `${severity}: ${rule}`,
        `${describeObject(object)}: ${message}\n${remedy}`,
      ),
    );
  return [renderProblemsGithub(problems), ...findings].join('');
}
