import type { AuditResult, Finding, ObjectReference, Severity } from '../audit/audit-result';
import type { RuleText } from '../audit/rule-text';
import { countOf } from '../spec/draft';
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

/** What is said where there is nothing to tell: never more than was judged. */
export function describeNoFindings({ leftOut = 0, summary }: AuditResult): string {
  if (leftOut > 0)
    return `The change adds none to the ${countOf(leftOut, 'finding')} that ${leftOut === 1 ? 'was' : 'were'} there before.`;
  if (summary.waived > 0) return 'No single point of failure was found besides what is waived.';
  return 'No single point of failure was found.';
}
