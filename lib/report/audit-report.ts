import type { AuditResult, Finding, ObjectReference, Severity } from '../audit/audit-result';
import type { RuleText } from '../audit/rule-text';
import type { Problem } from '../spec/problem';

/** What the formats of an audit show. */
export interface AuditReport {
  readonly result: AuditResult;
  /** About the input: what was not read was not judged. */
  readonly problems: readonly Problem[];
  /** Every rule that can report something. */
  readonly rules: readonly RuleText[];
  /** Findings of this severity or a worse one fail the audit; undefined: none do. */
  readonly failOn: Severity | undefined;
  readonly toolVersion: string;
}

/** `Deployment shop/api`. */
export function describeObject({ kind, namespace, name }: ObjectReference): string {
  return namespace === null ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** `deploy/api.yaml:14:3`; empty for what stands in no file. */
export function placeOfFinding({ location }: Pick<Finding, 'location'>): string {
  return location === null ? '' : `${location.file}:${location.line}:${location.column}`;
}
