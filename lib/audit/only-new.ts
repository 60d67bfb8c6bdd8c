import type { AuditResult } from './audit-result';
import { isKnown } from './baseline';
import { summarize } from './finish-audit';

/**
 * What a change adds: findings that were not there before, or have become worse. Services and the plan are left out:
 * they tell of a state, not of a change.
 */
export function onlyNew(result: AuditResult, before: AuditResult): AuditResult {
  const known = new Map(before.findings.map((f) => [f.fingerprint, f.severity]));
  const findings = result.findings.filter((finding) => !isKnown(finding, known));
  return { ...result, findings, summary: summarize(findings), services: [], requirements: [] };
}
