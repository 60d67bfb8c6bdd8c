import type { AuditResult, Finding, Requirement, Severity } from '../audit/audit-result';
import type { Location } from '../model/source';
import { countOf } from '../spec/draft';
import { redact } from '../spec/redact';
import { type AuditReport, describeNoFindings, describeObject, placeOfFinding } from './audit-report';
import { excerptOf } from './excerpt';
import { paint, printable, TEXT_COLUMNS, wrapText } from './style';

const STYLES = {
  outage: 'red',
  degrades: 'yellow',
  inconclusive: 'yellow',
  advisory: 'dim',
} as const satisfies Record<Severity, string>;

const INDENT = '  ';

/** The result of an audit as people read it: objects with the worst finding first, the plan, a score, one next step. */
export function renderAudit({ result, problems }: AuditReport, color: boolean): string {
  const unread = problems.filter((p) => p.severity === 'error').length;
  const waived = result.findings.filter((f) => f.waiver !== null);
  return [
    ...groupByObject(result.findings.filter((f) => f.waiver === null)).map((group) => renderObject(group, color)),
    ...(waived.length > 0 ? [`${waived.map((f) => describeWaived(f, color)).join('\n')}\n`] : []),
    ...(result.requirements.length > 0 ? [renderPlan(result.requirements, color)] : []),
    ...(result.assumptions.length > 0 && result.inputs.objects > 0
      ? [`${result.assumptions.map((a) => wrapText(`Assumed: ${a}`, '')).join('\n')}\n`]
      : []),
    `${[...score(result), counts(result, unread)].map((line) => wrapText(line, '')).join('\n')}\n${nextStep(result, unread)}\n`,
  ].join('\n');
}

/** Findings of one object together, objects in the order of their first finding. */
function groupByObject(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${describeObject(finding.object)} ${finding.location?.file ?? ''}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()];
}

function renderObject(findings: readonly Finding[], color: boolean): string {
  const [first] = findings;
  if (first === undefined) return '';
  const title = printable(describeObject(first.object));
  const place = placeOfFinding(first);
  const gap = TEXT_COLUMNS - title.length - place.length;
  const head = gap >= 2 ? `${title}${' '.repeat(gap)}${place}` : `${title}\n${INDENT}${place}`;
  return [paint('bold', head.trimEnd(), color), ...findings.map((f) => renderFinding(f, color)), ''].join('\n');
}

function renderFinding(finding: Finding, color: boolean): string {
  const { severity, rule, message, remedy, location, fix } = finding;
  const style = STYLES[severity];
  return [
    `${INDENT}${paint(style, severity, color)}  ${rule}`,
    wrapText(printable(message), INDENT.repeat(2)),
    ...(location === null ? [] : excerptOf(shown(location), style, color)),
    wrapText(`Fix: ${printable(remedy)}${fix === null ? '' : ' Or: zero-spof audit --fix'}`, INDENT.repeat(2)),
  ].join('\n');
}

function shown(location: Location): Location {
  return { ...location, excerpt: printable(redact(location.excerpt)) };
}

function describeWaived({ rule, object, waiver }: Finding, color: boolean): string {
  const until = waiver?.until ? ` until ${waiver.until}` : '';
  return wrapText(
    `${paint('dim', 'waived', color)}  ${rule}  ${describeObject(object)}${until}: ${waiver?.reason ?? ''}`,
    '',
  );
}

const STATUS = { holds: 'holds', fails: 'fails', unknown: 'cannot tell', notApplicable: 'not asked' } as const;
const STATUS_STYLES = { holds: 'green', fails: 'red', unknown: 'yellow', notApplicable: 'dim' } as const;

function renderPlan(requirements: readonly Requirement[], color: boolean): string {
  const asked = requirements.filter((r) => r.status !== 'notApplicable');
  const title = 'Zero SPOF plan';
  const holds = `holds ${asked.filter((r) => r.status === 'holds').length} of ${asked.length}`;
  const order = ['fails', 'unknown', 'holds', 'notApplicable'] as const;
  const sorted = order.flatMap((status) => requirements.filter((r) => r.status === status));
  return [
    paint('bold', `${title}${' '.repeat(TEXT_COLUMNS - title.length - holds.length)}${holds}`, color),
    ...sorted.map(({ id, text, status, evidence }) => {
      const word = STATUS[status].padEnd(11);
      const proof = evidence.map((e) => ('file' in e ? `${e.file}:${e.line}` : describeObject(e)));
      const lines = wrapText(`${id} ${text}`, ' '.repeat(15)).trimStart();
      const more = proof.length > 2 ? ` and ${proof.length - 2} more` : '';
      return [
        `${INDENT}${paint(STATUS_STYLES[status], word, color)}  ${lines}`,
        ...(proof.length > 0 ? [paint('dim', `${' '.repeat(15)}${proof.slice(0, 2).join(', ')}${more}`, color)] : []),
      ].join('\n');
    }),
    '',
  ].join('\n');
}

/** `Score: 31 of 34 services survive any one failure.`, and what becomes of the others. */
function score({ services }: AuditResult): string[] {
  if (services.length === 0) return [];
  const count = (verdict: string) => services.filter((s) => s.verdict === verdict).length;
  const waived = services.filter((s) => s.waived).length;
  const others = [
    [count('outage'), 'can be stopped by one failure'],
    [count('degrades'), 'stand still until they come back by themselves'],
    [count('inconclusive'), 'cannot be judged'],
    [waived, waived === 1 ? 'of these is accepted by a waiver' : 'of these are accepted by waivers'],
  ] as const;
  const rest = others.flatMap(([n, what]) => (n > 0 ? [`${n} ${what}`] : []));
  return [
    `Score: ${count('survives')} of ${countOf(services.length, 'service')} survive any one failure${rest.length > 0 ? `; ${rest.join('; ')}` : ''}.`,
  ];
}

function counts({ summary, inputs, leftOut }: AuditResult, unread: number): string {
  if (inputs.objects === 0) return `Nothing was judged: ${countOf(unread, 'problem')} kept everything from being read.`;
  const found = (['outage', 'degrades', 'inconclusive', 'advisory', 'waived'] as const).flatMap((kind) =>
    summary[kind] > 0 ? [`${summary[kind]} ${kind}`] : [],
  );
  const what = leftOut === undefined ? 'Findings' : 'New findings';
  return `${found.length > 0 ? `${what}: ${found.join(', ')}` : `No ${what.toLowerCase()}`}, in ${countOf(inputs.objects, 'object')} of ${countOf(inputs.files, 'file')}${unread > 0 ? `; ${countOf(unread, 'problem')} kept something from being judged` : ''}.`;
}

function nextStep(result: AuditResult, unread: number): string {
  if (unread > 0) return 'Next: correct the problems above, and run the audit again.';
  const worst = result.findings.find((f) => f.waiver === null);
  if (worst === undefined) return describeNoFindings(result);
  return `Next: zero-spof explain ${worst.rule}`;
}
