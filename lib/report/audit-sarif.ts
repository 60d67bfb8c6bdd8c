import type { Location as SarifLocation, Log, Notification, ReportingDescriptor, Result } from 'sarif';
import type { Finding, ObjectReference, Severity } from '../audit/audit-result';
import { nameOfReference } from '../audit/object-key';
import type { RuleText } from '../audit/rule-text';
import type { Location, Problem } from '../spec/problem';
import { redact } from '../spec/redact';
import type { AuditReport } from './audit-report';

const LEVELS = {
  outage: 'error',
  degrades: 'warning',
  inconclusive: 'warning',
  advisory: 'note',
} as const satisfies Record<Severity, Result['level']>;

/**
 * SARIF 2.1.0, for code scanning: rules with their help, places, waivers as suppressions, fingerprints that outlive
 * moved lines.
 *
 * Source: OASIS, Static Analysis Results Interchange Format 2.1.0.
 */
export function renderAuditSarif({ result, problems, rules, toolVersion }: AuditReport): string {
  const indexes = new Map(rules.map(({ id }, i) => [id, i]));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'zero-spof', version: toolVersion, rules: rules.map(toDescriptor) } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: problems.every((p) => p.severity !== 'error'),
            toolExecutionNotifications: problems.map(toNotification),
          },
        ],
        results: result.findings.map((finding) => toResult(finding, indexes.get(finding.rule))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function toDescriptor({ id, topic, title, why, remedy, example, sources }: RuleText): ReportingDescriptor {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: {
      text: `${why}\n\n${remedy}\n\n${example}`,
      markdown: `${why}\n\n**What to do.** ${remedy}\n\n\`\`\`yaml\n${example}\n\`\`\`\n\n${sources.map((s) => `- ${s}\n`).join('')}`,
    },
    properties: { tags: ['availability', topic] },
  };
}

function toResult(finding: Finding, ruleIndex: number | undefined): Result {
  const { rule, severity, object, location, message, remedy, related, waiver, fingerprint } = finding;
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[severity],
    message: { text: `${message} ${remedy}` },
    locations: [
      {
        ...(location === null ? {} : toPhysical(location)),
        logicalLocations: [toLogical(object)],
      },
    ],
    ...(related.length === 0
      ? {}
      : { relatedLocations: related.map((o, id) => ({ id, logicalLocations: [toLogical(o)] })) }),
    partialFingerprints: { 'zeroSpofFinding/v1': fingerprint },
    ...(waiver === null
      ? {}
      : { suppressions: [{ kind: 'external', status: 'accepted', justification: waiver.reason }] }),
    properties: { severity, until: waiver?.until ?? undefined },
  };
}

function toNotification({ code, severity, found, expected, cure, location }: Problem): Notification {
  return {
    descriptor: { id: code },
    level: severity,
    message: { text: `found ${found}; expected ${expected}. ${cure}` },
    ...(location ? { locations: [toPhysical(location)] } : {}),
  };
}

function toPhysical({ file, line, column, endColumn, excerpt }: Location): SarifLocation {
  return {
    physicalLocation: {
      artifactLocation: { uri: toUri(file) },
      region: { startLine: line, startColumn: column, endColumn, snippet: { text: redact(excerpt) } },
    },
  };
}

/** Relative to the repository, where code scanning looks for it. */
function toUri(file: string): string {
  const path = file.split('/').map(encodeURIComponent).join('/');
  return file.startsWith('/') ? `file://${path}` : path;
}

function toLogical(object: ObjectReference): { name: string; fullyQualifiedName: string; kind: string } {
  return { name: object.name, fullyQualifiedName: nameOfReference(object), kind: 'resource' };
}
