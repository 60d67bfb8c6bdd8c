import { type Finding, type Severity, SEVERITIES } from '../audit/audit-result';
import { nameOfReference } from '../audit/object-key';
import type { Problem } from '../spec/problem';
import { type AuditReport, describeObject, placeOfFinding } from './audit-report';
import { placeOf } from './problems-text';

/**
 * JUnit's XML, as CI servers read it: a test case for each finding, one for each service that survives, one for each
 * thing that could not be read. Findings below the threshold pass and say so, waived ones are skipped.
 */
export function renderAuditJunit({ result, problems, failOn }: AuditReport): string {
  const cases = [
    ...problems.filter((p) => p.severity === 'error').map(problemCase),
    ...result.findings.map((finding) => findingCase(finding, failOn)),
    ...result.services
      .filter(({ verdict }) => verdict === 'survives')
      .map(({ object }) => testCase(describeObject(object), 'survives any one failure', '')),
  ];
  const count = (element: string) => cases.filter((c) => c.includes(`<${element}`)).length;
  const counts = `tests="${cases.length}" failures="${count('failure ')}" errors="${count('error ')}" skipped="${count('skipped ')}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="zero-spof audit" ${counts}>
  <testsuite name="zero-spof audit" ${counts}>
${cases.join('')}  </testsuite>
</testsuites>
`;
}

function findingCase(finding: Finding, failOn: Severity | undefined): string {
  const { rule, severity, object, message, remedy, waiver } = finding;
  const text = [placeOfFinding(finding), message, remedy].filter((line) => line !== '').join('\n');
  const fails = failOn !== undefined && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
  const outcome =
    waiver !== null
      ? `<skipped ${attribute('message', `waived: ${waiver.reason}`)}/>`
      : fails
        ? `<failure ${attribute('type', severity)} ${attribute('message', message)}>${escapeXml(text)}</failure>`
        : `<system-out>${escapeXml(`${severity}: ${text}`)}</system-out>`;
  return testCase(`${rule}: ${nameOfReference(object)}`, describeObject(object), outcome, finding.location?.file);
}

function problemCase(problem: Problem): string {
  const { code, found, expected, cure } = problem;
  const text = `found ${found}; expected ${expected}. ${cure}`;
  const outcome = `<error ${attribute('type', code)} ${attribute('message', text)}/>`;
  return testCase(`${code}: ${placeOf(problem)}`, 'input', outcome, problem.location?.file);
}

function testCase(name: string, group: string, outcome: string, file?: string): string {
  const attributes = [
    attribute('name', name),
    attribute('classname', group),
    ...(file ? [attribute('file', file)] : []),
  ];
  return `    <testcase ${attributes.join(' ')}>${outcome}</testcase>\n`;
}

function attribute(name: string, value: string): string {
  return `${name}="${escapeXml(value)}"`;
}

/** XML has no way to write most control characters. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
