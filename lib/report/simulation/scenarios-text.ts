import type { CutOffSide, Scenario } from '../../simulate/simulation-result';
import { countOf } from '../../spec/draft';
import { describeSpan } from '../duration-text';
import { paint, printable, wrapText } from '../style';
import { renderTerms, VERDICT_STYLES } from './details';
import { serviceName } from './matrix';
import { shorten } from './names-text';

const MOST_PENDING = 5;

/** The API where it does not survive, each reason once, with the first failure that leads to it. */
export function apiLosses(scenarios: readonly Scenario[]): readonly Scenario[] {
  const seen = new Set(['']);
  return scenarios.filter(({ api }) => {
    const key = api.verdict === 'survives' ? '' : `${api.verdict} ${api.reason}`;
    return !seen.has(key) && seen.add(key);
  });
}

export function renderApi(scenarios: readonly Scenario[], explain: boolean, color: boolean): string[] {
  return apiLosses(scenarios).map(({ id, api }) => {
    const span = api.outage.maxSeconds === 0 ? '' : `  ${describeSpan(api.outage)}`;
    return [
      `${paint(VERDICT_STYLES[api.verdict], api.verdict === 'inconclusive' ? 'cannot tell' : api.verdict, color)}  ${paint('bold', 'API', color)}${span}`,
      wrapText(`When: ${printable(id)}`, '  '),
      wrapText(`Why: ${printable(api.reason)}.`, '  '),
      ...(explain ? renderTerms(api.outage) : []),
      '',
    ].join('\n');
  });
}

/** Of each time that is felt of what goes on, the sum. */
export function renderFeltTerms(scenarios: readonly Scenario[]): string[] {
  const seen = new Set<string>();
  return scenarios.flatMap(({ id, services }) =>
    services.flatMap(({ felt }) => {
      if (!felt) return [];
      const key = JSON.stringify([felt.duration.minSeconds, felt.duration.maxSeconds, felt.share === null]);
      if (seen.has(key)) return [];
      seen.add(key);
      return [
        [wrapText(`Goes on, but ${felt.what}, as with ${printable(id)}:`, ''), ...renderTerms(felt.duration), ''].join(
          '\n',
        ),
      ];
    }),
  );
}

/** Pods that find no node, why, and after which failures. */
export function pendingByPod(
  scenarios: readonly Scenario[],
): ReadonlyMap<string, { readonly reason: string; readonly ids: readonly string[] }> {
  const byPod = new Map<string, { reason: string; ids: string[] }>();
  for (const { id, pending } of scenarios)
    for (const { pod, reason } of pending) {
      const known = byPod.get(pod) ?? { reason, ids: [] };
      known.ids.push(id);
      byPod.set(pod, known);
    }
  return byPod;
}

export function renderPending(scenarios: readonly Scenario[], color: boolean): string[] {
  return [...pendingByPod(scenarios)]
    .slice(0, MOST_PENDING)
    .map(([pod, { reason, ids }]) =>
      [
        `${paint('yellow', 'pending', color)}  ${paint('bold', printable(pod), color)}  after ${ids.slice(0, 2).join(', ')}${ids.length > 2 ? ` and ${ids.length - 2} more` : ''}`,
        wrapText(`${printable(reason)} In the likely placement.`, '  '),
        '',
      ].join('\n'),
    );
}

/** What has to be said of failures as a whole. */
export function renderNotes(scenarios: readonly Scenario[]): string[] {
  const byNote = new Map<string, string[]>();
  for (const { id, note } of scenarios) if (note !== '') byNote.set(note, [...(byNote.get(note) ?? []), id]);
  return [...byNote].map(([note, ids]) => {
    const [first = ''] = ids;
    const who = ids.length > 1 ? `${first} and ${ids.length - 1} more` : first;
    return `${wrapText(`${printable(who)}: ${printable(note)}`, '')}\n`;
  });
}

/** What is told of by name. */
export function renderOutside(scenarios: readonly Scenario[]): string[] {
  const ids = scenarios.filter(({ kind }) => kind === 'outside').map(({ id }) => id);
  if (ids.length === 0) return [];
  return [
    `${wrapText(`What runs goes on without ${ids.join(', ')}. What does not: zero-spof simulate --fail ${ids[0] ?? ''}`, '')}\n`,
  ];
}

/** What those see who are cut off from the API. */
export function renderSides(scenarios: readonly Scenario[], explain: boolean): string[] {
  return scenarios.flatMap(({ sides }) => sides).map((side) => describeSide(side, explain));
}

function describeSide({ nodes, reached, api, without, unclear }: CutOffSide, explain: boolean): string {
  const only = reached === nodes.length ? 'only each other' : `only ${countOf(reached, 'node')}`;
  const who = `On ${shorten(nodes)}, which ${nodes.length === 1 && reached === 1 ? 'reaches only itself' : `reach ${only}`}`;
  const served =
    without.length === 0
      ? 'a pod of each service is within reach'
      : `nobody may be served by ${shorten(without.map(serviceName))}`;
  const untold = unclear.length === 0 ? '' : `; not told for ${shorten(unclear.map(serviceName))}`;
  return [
    wrapText(`${who}: nothing is written to the API until the links carry again, and ${served}${untold}.`, ''),
    ...(explain ? renderTerms(api.outage) : []),
    '',
  ].join('\n');
}
