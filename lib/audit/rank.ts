import { SEVERITIES, type Severity } from './audit-result';

/** Where a severity stands: 0 is the worst. */
export function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
