import { type AuditResult, SEVERITIES, type Severity } from '../audit/audit-result';
import { type Baseline, baselineOf } from '../audit/baseline';
import { nameOfReference } from '../audit/object-key';
import { ProblemsError } from '../spec/problem';
import { problemOf } from '../spec/problem-of';

/** A baseline as a file: sorted, a line or two for each finding, so that a change of it can be reviewed. */
export function printBaseline(result: AuditResult): string {
  const baseline = baselineOf(result);
  const findings = result.findings
    .filter((f) => baseline.has(f.fingerprint))
    .map(({ fingerprint, severity, rule, object }) => ({
      fingerprint,
      severity,
      rule,
      object: nameOfReference(object),
    }))
    .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  return `${JSON.stringify({ version: 1, findings }, null, 2)}\n`;
}

/** @throws ProblemsError baseline-invalid */
export function parseBaseline(file: string, text: string): Baseline {
  const entries = findingsIn(text);
  const known = entries?.flatMap((entry): [string, Severity][] => {
    const { fingerprint, severity } = entry as { fingerprint?: unknown; severity?: unknown };
    const word = SEVERITIES.find((s) => s === severity);
    return typeof fingerprint === 'string' && word !== undefined ? [[fingerprint, word]] : [];
  });
  if (entries === undefined || known?.length !== entries.length)
    throw new ProblemsError([
      problemOf('baseline-invalid', file, 'something else', 'a file that --write-baseline made'),
    ]);
  return new Map(known);
}

function findingsIn(text: string): readonly object[] | undefined {
  try {
    const { version, findings } = JSON.parse(text) as { version?: unknown; findings?: unknown };
    if (version !== 1 || !Array.isArray(findings)) return undefined;
    return findings.every((f) => typeof f === 'object' && f !== null) ? (findings as object[]) : undefined;
  } catch {
    return undefined;
  }
}
