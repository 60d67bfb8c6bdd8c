import type { Scenario, ServiceOutcome, SimulationResult } from '../../simulate/simulation-result';
import { VERDICTS } from '../../simulate/simulation-result';
import type { Duration } from '../../simulate/timing/duration';
import { describeSpan } from '../duration-text';
import { serviceName } from './matrix';
import { paint, printable, wrapText } from '../style';

/** The same outcome of the same service, and the failures that lead to it. */
export interface Detail {
  readonly name: string;
  readonly outcome: ServiceOutcome;
  readonly scenarios: readonly Scenario[];
}

/** What is not survived, the worst first. */
export function detailsOf({ scenarios }: SimulationResult): readonly Detail[] {
  const details = new Map<string, { name: string; outcome: ServiceOutcome; scenarios: Scenario[] }>();
  for (const scenario of scenarios) {
    for (const outcome of scenario.services) {
      if (outcome.verdict === 'survives' && outcome.act === null) continue;
      const name = serviceName(outcome);
      const { minSeconds, maxSeconds } = outcome.outage;
      const key = JSON.stringify([
        name,
        outcome.verdict,
        outcome.act === null,
        outcome.lossSeconds,
        minSeconds,
        maxSeconds,
      ]);
      const known = details.get(key) ?? { name, outcome, scenarios: [] };
      known.scenarios.push(scenario);
      details.set(key, known);
    }
  }
  return [...details.values()].toSorted(
    (a, b) =>
      VERDICTS.indexOf(a.outcome.verdict) - VERDICTS.indexOf(b.outcome.verdict) ||
      (b.outcome.outage.maxSeconds ?? Infinity) - (a.outcome.outage.maxSeconds ?? Infinity) ||
      0,
  );
}

export const VERDICT_STYLES = { outage: 'red', inconclusive: 'yellow', degrades: 'yellow', survives: 'green' } as const;

export function renderDetail({ name, outcome, scenarios }: Detail, explain: boolean, color: boolean): string {
  const { verdict, outage, reason, act, shorter, placement, lossSeconds } = outcome;
  const word = verdict === 'inconclusive' ? 'cannot tell' : verdict === 'survives' ? 'held up' : verdict;
  const span = outage.maxSeconds === 0 ? '' : `  ${describeSpan(outage)}`;
  return [
    `${paint(VERDICT_STYLES[verdict], word, color)}  ${paint('bold', printable(name), color)}${span}`,
    wrapText(`${scenarios.length > 1 ? 'When any of these fails' : 'When'}: ${idsOf(scenarios)}`, '  '),
    wrapText(`Why: ${printable(reason)}.`, '  '),
    ...(placement.length > 0 ? [wrapText(`In this placement: ${printable(describePlaces(placement))}`, '  ')] : []),
    ...(lossSeconds === 0
      ? []
      : [
          wrapText(`Writes that can be lost: ${lossSeconds === null ? 'without bound' : `of ${lossSeconds} s`}.`, '  '),
        ]),
    ...(act === null ? [] : [wrapText(`To do: ${printable(act)}`, '  ')]),
    ...shorter.map(({ change, maxSeconds }) =>
      wrapText(`Shorter: ${change}: at most ${Math.ceil(maxSeconds ?? 0)} s`, '  '),
    ),
    ...(explain ? renderTerms(outage) : []),
    '',
  ].join('\n');
}

/** `3 on a, 1 on b`. */
export function describePlaces(placement: ServiceOutcome['placement']): string {
  const places = placement.map(({ node, pods }) => `${pods} on ${node}`);
  return `${places.slice(0, 5).join(', ')}${places.length > 5 ? ` and ${places.length - 5} nodes more` : ''}`;
}

/** The sum behind a duration, a line a term. */
export function renderTerms({ terms, minSeconds, maxSeconds }: Duration): string[] {
  if (terms.length === 0) return [];
  const line = (least: number, most: number | null, text: string) => {
    const numbers = `${String(round(least)).padStart(7)}${(most === null ? '…' : String(round(most))).padStart(7)}  `;
    return numbers + wrapText(text, ' '.repeat(numbers.length)).trimStart();
  };
  return [
    '   from     to  seconds',
    ...terms.flatMap(({ name, minSeconds: least, maxSeconds: most, source }) => [
      line(least, most, printable(name)),
      wrapText(printable(source), ' '.repeat(18)),
    ]),
    line(minSeconds, maxSeconds, maxSeconds === null ? 'in all: until someone acts' : 'in all'),
  ];
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

function idsOf(scenarios: readonly Scenario[]): string {
  const shown = scenarios.slice(0, 4).map(({ id }) => printable(id));
  return `${shown.join(', ')}${scenarios.length > 4 ? ` and ${scenarios.length - 4} more` : ''}`;
}
