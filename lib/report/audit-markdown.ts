import { type Finding, SEVERITIES } from '../audit/audit-result';
import { type AuditReport, describeNoFindings, describeObject, placeOfFinding } from './audit-report';
import { placeOf } from './problems-text';

/** GitHub refuses a comment of more than 65,536 characters. */
const MAX_CHARACTERS = 60_000;

/** A comment for a pull request: counts, a table with the worst first, what to do in a fold, what could not be read. */
export function renderAuditMarkdown({ result, problems }: AuditReport): string {
  const open = result.findings.filter((f) => f.waiver === null);
  const { summary, services } = result;
  const safe = services.filter((s) => s.verdict === 'survives').length;
  const unread = problems.filter((p) => p.severity === 'error');
  const counts = SEVERITIES.map((s) => `${summary[s]} ${s}`).join(', ');
  const head = [
    '### Single points of failure',
    unread.length > 0
      ? `**Not judged as a whole:** ${unread.length} of the inputs could not be read.`
      : open.length === 0
        ? describeNoFindings(result)
        : `${counts}, ${summary.waived} waived.`,
    ...(services.length > 0 ? [`${safe} of ${services.length} services survive any one failure.`] : []),
    ...unread.map(
      (p) => `- \`${placeOf(p)}\` ${escapeMarkdown(`${p.code}: found ${p.found}; expected ${p.expected}`)}`,
    ),
  ].join('\n\n');
  return `${head}\n${table(open, MAX_CHARACTERS - head.length)}`;
}

function table(findings: readonly Finding[], room: number): string {
  if (findings.length === 0) return '';
  const rows: string[] = [];
  const remedies: string[] = [];
  let used = 500;
  for (const finding of findings) {
    const [row, remedy] = [rowOf(finding), remedyOf(finding)];
    used += row.length + remedy.length + 2;
    if (used > room) break;
    rows.push(row);
    remedies.push(remedy);
  }
  const left = findings.length - rows.length;
  return [
    '',
    '| severity | object | finding | place |',
    '| --- | --- | --- | --- |',
    ...rows,
    ...(left > 0 ? ['', `${left} more: \`zero-spof audit\`.`] : []),
    '',
    '<details><summary>What to do</summary>',
    '',
    ...remedies,
    '',
    '</details>',
    '',
  ].join('\n');
}

function rowOf(finding: Finding): string {
  const { severity, object, rule, message } = finding;
  const place = placeOfFinding(finding);
  const cells = [
    severity,
    escapeMarkdown(describeObject(object)),
    `\`${rule}\` ${escapeMarkdown(message)}`,
    place === '' ? '' : `\`${place.replaceAll('`', '')}\``,
  ];
  return `| ${cells.join(' | ')} |`;
}

function remedyOf({ object, rule, remedy }: Finding): string {
  return `- ${escapeMarkdown(describeObject(object))}, \`${rule}\`: ${escapeMarkdown(remedy)}`;
}

/** Text on one line that cannot become markup: names and values come from the files of others. */
function escapeMarkdown(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replace(/[\\`*_{}[\]<>|#@~]/g, '\\$&');
}
