import type { AuditResult, Finding, Severity } from './audit-result';
import { rank } from './rank';

/** Findings that were there before: the severity that each had, by its fingerprint. */
export type Baseline = ReadonlyMap<string, Severity>;

/** Whether a finding was there before, and no better than today. */
export function isKnown({ fingerprint, severity }: Finding, baseline: Baseline): boolean {
  const before = baseline.get(fingerprint);
  return before !== undefined && rank(before) <= rank(severity);
}

/** What a result has that counts: findings that nobody waived. */
export function baselineOf({ findings }: AuditResult): Baseline {
  return new Map(findings.flatMap((f) => (f.waiver === null ? [[f.fingerprint, f.severity] as const] : [])));
}
