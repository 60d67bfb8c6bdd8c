import type { AuditReport } from '../../report/audit-report';

export const AUDIT_FORMATS = ['text', 'json', 'sarif', 'junit', 'github', 'markdown'] as const;

/** The result in a format; each is loaded only when it is asked for. */
export async function renderAuditAs(format: string, report: AuditReport, color: boolean): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../../report/audit-json')).renderAuditJson(report);
    case 'sarif':
      return (await import('../../report/audit-sarif')).renderAuditSarif(report);
    case 'junit':
      return (await import('../../report/audit-junit')).renderAuditJunit(report);
    case 'github':
      return (await import('../../report/audit-github')).renderAuditGithub(report);
    case 'markdown':
      return (await import('../../report/audit-markdown')).renderAuditMarkdown(report);
    default:
      return (await import('../../report/audit-text')).renderAudit(report, color);
  }
}
