import type { Change, Worst } from '../../simulate/simulation-result';
import { describeSpan } from '../duration-text';
import { paint, printable, wrapText } from '../style';

/** What a patch changes, for people: a line for each service whose worst single failure differs. */
export function renderWhatIf(file: string, changes: readonly Change[], color: boolean): string {
  const title = paint('bold', `With ${printable(file)}`, color);
  if (changes.length === 0) return `${title}: no service fares differently.\n\n`;
  const lines = changes.map(({ name, before, after }) =>
    wrapText(`${printable(name)}: ${describeWorst(before)} → ${describeWorst(after)}`, '  '),
  );
  return `${title}\n${lines.join('\n')}\n\n`;
}

/** `goes on`, `outage 40–117 s (node/a)`. */
export function describeWorst(worst: Worst | null): string {
  if (worst === null) return 'not there';
  const by = worst.id === null ? '' : ` (${printable(worst.id)})`;
  if (worst.verdict === 'survives') return 'goes on';
  if (worst.verdict === 'inconclusive') return `cannot tell${by}`;
  const time = worst.maxSeconds === 0 ? '' : ` ${describeSpan(worst)}`;
  return `${worst.verdict}${time}${by}`;
}
