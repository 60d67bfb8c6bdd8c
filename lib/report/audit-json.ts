import type { Finding, ObjectReference, Requirement } from '../audit/audit-result';
import type { Location } from '../model/source';
import type { AuditReport } from './audit-report';
import { problemAsJson } from './problems-json';

/** Version 1 of the audit document; keys are only ever added. Schema: docs/schemas/audit.schema.json. */
export function renderAuditJson({ result, problems, toolVersion }: AuditReport): string {
  const { inputs, assumptions, summary, leftOut, findings, services, requirements } = result;
  const document = {
    version: 1,
    tool: { name: 'zero-spof', version: toolVersion },
    inputs,
    assumptions,
    summary,
    ...(leftOut === undefined ? {} : { leftOut }),
    findings: findings.map(findingAsJson),
    services: services.map(({ object, verdict, waived }) => ({ object: referenceAsJson(object), verdict, waived })),
    requirements: requirements.map(requirementAsJson),
    problems: problems.map(problemAsJson),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function findingAsJson(finding: Finding) {
  const { rule, topic, severity, object, location, message, remedy, fix, related, waiver, fingerprint } = finding;
  return {
    rule,
    topic,
    severity,
    object: referenceAsJson(object),
    location: location && locationAsJson(location),
    message,
    remedy,
    fix,
    related: related.map(referenceAsJson),
    waiver,
    fingerprint,
  };
}

function requirementAsJson({ id, text, status, evidence, findings }: Requirement) {
  return {
    id,
    text,
    status,
    evidence: evidence.map((e) => ('file' in e ? locationAsJson(e) : referenceAsJson(e))),
    findings,
  };
}

function referenceAsJson({ apiVersion, kind, namespace, name }: ObjectReference): ObjectReference {
  return { apiVersion, kind, namespace, name };
}

function locationAsJson({ file, line, column }: Location): Pick<Location, 'file' | 'line' | 'column'> {
  return { file, line, column };
}
