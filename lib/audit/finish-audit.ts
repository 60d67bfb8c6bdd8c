import { push } from '../model/pod-index';
import type { FieldPath, Location, Source, SourceDocument } from '../model/source';
import {
  type AuditResult,
  type Finding,
  type ObjectReference,
  type Requirement,
  type ServiceVerdict,
} from './audit-result';
import type { FindingDraft, Judgement, RequirementDraft } from './finding-draft';
import { type Baseline, isKnown } from './baseline';
import { fingerprinter } from './fingerprint';
import { keyOf, referenceOf } from './object-key';
import { rank } from './rank';
import { toPatch } from './to-patch';
import { waiverRules } from './waiver-rules';
import { applyWaivers, type WaiverEntry, type WaiverFault } from './waivers';

/** What an audit takes besides what the rules say. */
export interface AuditContext {
  readonly inputs: AuditResult['inputs'];
  readonly waivers: readonly WaiverEntry[];
  /** `YYYY-MM-DD`, for the end dates of waivers. */
  readonly today: string;
  /** Findings that were there before, each accepted up to its severity. @default none */
  readonly baseline?: Baseline;
  /** The place of a field of an object. */
  readonly locate: (source: Source, field: FieldPath) => Location;
}

/** Looks up places, asks for waivers, counts and sorts: what the rules said becomes the result. */
export function finishAudit(
  judgement: Judgement,
  { inputs, waivers, today, baseline, locate }: AuditContext,
): AuditResult {
  const drafts = judgement.findings.map((draft) => ({ draft, object: referenceOf(draft.object.manifest) }));
  const verdict = applyWaivers(
    drafts.map(({ draft, object }) => ({ rule: draft.rule, object })),
    waivers,
    today,
  );
  const places = placesOf(judgement.findings, locate);
  const fingerprint = fingerprinter();
  const finished = drafts.map(({ draft, object }, i): Entry => {
    const { rule, topic, severity, message, remedy, fix, related = [] } = draft;
    return {
      draft,
      finding: {
        rule,
        topic,
        severity,
        object,
        location: places[i] ?? null,
        message,
        remedy,
        fix: fix === undefined ? null : toPatch(draft.object.manifest, fix),
        related,
        waiver: verdict.waivers[i] ?? null,
        fingerprint: fingerprint(rule, object),
      },
    };
  });
  const aboutWaivers = verdict.faults.map((fault): Entry => {
    const finding = findingOf(fault, locate);
    return { finding: { ...finding, fingerprint: fingerprint(finding.rule, finding.object) } };
  });
  const entries = [...finished, ...aboutWaivers]
    .map((entry) => acceptKnown(entry, baseline))
    .sort((a, b) => compareFindings(a.finding, b.finding));
  const findings = entries.map((entry) => entry.finding);
  const indexes = new Map(entries.map(({ draft }, i) => [draft, i]));
  return {
    inputs,
    assumptions: judgement.assumptions,
    summary: summarize(findings),
    findings,
    services: judgeServices(judgement.services, findings),
    requirements: judgement.requirements.map((r) => finishRequirement(r, indexes, locate)),
  };
}

/** The places of findings, those of one document after the other: a document is looked up as a whole. */
function placesOf(drafts: readonly FindingDraft[], locate: AuditContext['locate']): readonly Location[] {
  const places: Location[] = [];
  const byDocument = new Map<SourceDocument, number[]>();
  for (const [i, { object }] of drafts.entries()) push(byDocument, object.source.document, i);
  for (const indexes of byDocument.values())
    for (const i of indexes) {
      const draft = drafts[i];
      if (draft !== undefined) places[i] = locate(draft.object.source, draft.field);
    }
  return places;
}

/** A finding of the baseline counts as waived, unless it has become worse. */
function acceptKnown(entry: Entry, baseline: Baseline | undefined): Entry {
  const { finding } = entry;
  if (baseline === undefined || finding.waiver !== null || !isKnown(finding, baseline)) return entry;
  return { ...entry, finding: { ...finding, waiver: { reason: 'in the baseline', until: null } } };
}

interface Entry {
  readonly finding: Finding;
  /** Absent for what is said about a waiver. */
  readonly draft?: FindingDraft;
}

/** How many findings of each severity; waived ones count as waived only. */
export function summarize(findings: readonly Finding[]): AuditResult['summary'] {
  const summary = { outage: 0, degrades: 0, advisory: 0, inconclusive: 0, waived: 0 };
  for (const { waiver, severity } of findings) summary[waiver ? 'waived' : severity] += 1;
  return summary;
}

/** The verdict of each service: the worst finding that names it, accepted or not. */
export function judgeServices(
  services: readonly ObjectReference[],
  findings: readonly Finding[],
): readonly ServiceVerdict[] {
  const worst = new Map<string, Pick<Finding, 'severity' | 'waiver'>>();
  for (const { severity, waiver, object, related } of findings) {
    if (severity === 'advisory') continue;
    for (const key of [object, ...related].map(keyOf)) {
      const known = worst.get(key);
      const milder = known === undefined ? -1 : rank(severity) - rank(known.severity);
      // Of two that are equally bad, one that nobody accepts counts.
      if (milder < 0 || (milder === 0 && waiver === null)) worst.set(key, { severity, waiver });
    }
  }
  return services.map((object) => {
    const { severity = 'advisory', waiver = null } = worst.get(keyOf(object)) ?? {};
    return { object, verdict: severity === 'advisory' ? 'survives' : severity, waived: waiver !== null };
  });
}

/** Waived ones last, then the worst first, then by place. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    Number(a.waiver !== null) - Number(b.waiver !== null) ||
    rank(a.severity) - rank(b.severity) ||
    compareText(a.location?.file ?? '', b.location?.file ?? '') ||
    (a.location?.line ?? 0) - (b.location?.line ?? 0) ||
    (a.location?.column ?? 0) - (b.location?.column ?? 0) ||
    compareText(a.rule, b.rule) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function findingOf(
  { rule, entry, message }: WaiverFault,
  locate: AuditContext['locate'],
): Omit<Finding, 'fingerprint'> {
  return {
    rule,
    topic: 'delivery',
    severity: 'advisory',
    object: entry.object,
    location: locate(entry.source, entry.field),
    message,
    remedy: waiverRules[rule].remedy,
    fix: null,
    related: [],
    waiver: null,
  };
}

function finishRequirement(
  { id, text, status, evidence, findings }: RequirementDraft,
  indexes: ReadonlyMap<FindingDraft | undefined, number>,
  locate: AuditContext['locate'],
): Requirement {
  return {
    id,
    text,
    status,
    evidence: evidence.map(({ object, field }) =>
      field === undefined ? referenceOf(object.manifest) : locate(object.source, field),
    ),
    findings: findings.flatMap((draft) => indexes.get(draft) ?? []).sort((a, b) => a - b),
  };
}
