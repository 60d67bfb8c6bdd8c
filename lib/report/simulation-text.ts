import type { NamedCutSet, Scenario, SimulationResult } from '../simulate/simulation-result';
import { countOf } from '../spec/draft';
import { describeSpan } from './duration-text';
import { type Detail, detailsOf, renderDetail, renderTerms, VERDICT_STYLES } from './simulation-details';
import {
  type Column,
  columnTitle,
  EMPTY,
  type Matrix,
  rowTitle,
  serviceName,
  toMatrix,
  UNNOTICED,
} from './simulation-matrix';
import { paint, printable, TEXT_COLUMNS, wrapText } from './style';

export interface SimulationTextOptions {
  /** Whether every failure was asked for, and not some by name. */
  readonly all: boolean;
  readonly explain: boolean;
  readonly color: boolean;
}

/** So many are enough to know where to begin. */
const MOST_DETAILS = 5;
const MOST_NAMES = 8;

/** The result of a simulation as people read it: the matrix, the worst with its reasons, cut sets, one next step. */
export function renderSimulation(result: SimulationResult, { all, explain, color }: SimulationTextOptions): string {
  const { scenarios, assumptions, missing } = result;
  const details = detailsOf(result);
  const brief = all && !explain;
  const worth = brief ? worstOfEach(details).slice(0, MOST_DETAILS) : details;
  return [
    ...renderMatrix(
      toMatrix(result, ({ kind }) => (brief ? FIRST_LOOK.has(kind) : kind !== 'outside')),
      brief ? scenarios : [],
      color,
    ),
    ...worth.map((detail) => renderDetail(detail, explain, color)),
    ...(explain ? renderFeltTerms(scenarios) : []),
    ...(brief ? [] : renderApi(scenarios, explain, color)),
    ...renderPending(scenarios, color),
    ...(brief ? renderOutside(scenarios) : renderNotes(scenarios)),
    ...renderCutSets(result),
    ...renderCapacity(result),
    ...(!brief ? [`${assumptions.map((one) => wrapText(`Assumed: ${one}`, '')).join('\n')}\n`] : []),
    ...(missing.length > 0
      ? [`${paint('yellow', 'partial', color)}  ${wrapText(`Not computed: ${missing.join(', ')}.`, '')}\n`]
      : []),
    `${wrapText(score(result), '')}\n${nextStep(details)}\n`,
  ].join('\n');
}

/** What one asks about first; all else is told below, and in full by `--explain` and as HTML. */
const FIRST_LOOK: ReadonlySet<Scenario['kind']> = new Set([
  'node',
  'any-node',
  'nodes',
  'zone',
  'control-plane',
  'upgrade',
]);

const LABEL = 24;
const CELL = 14;

function renderMatrix(matrix: Matrix, all: readonly Scenario[], color: boolean): string[] {
  const { rows, columns, untouched, felt } = matrix;
  const perBlock = Math.floor((TEXT_COLUMNS - LABEL) / CELL);
  const told = columns.filter(({ cells }) => cells.some(({ text }) => text !== UNNOTICED));
  const quiet = columns.filter((column) => !told.includes(column)).flatMap(({ scenarios }) => scenarios);
  const blocks = Array.from({ length: Math.ceil(told.length / perBlock) }, (_, i) =>
    renderBlock(rows, told.slice(i * perBlock, (i + 1) * perBlock), color),
  );
  const rest = untouched.filter((name) => name !== 'API' && name !== 'volumes' && !felt.has(name));
  const others = all.filter(({ kind }) => !FIRST_LOOK.has(kind));
  return [
    ...blocks,
    ...(blocks.length > 0
      ? [
          `${UNNOTICED} goes on   a time: so long   degraded: less than usual\noutage: until someone acts   ?: cannot tell   +N: and N more alike\n`,
        ]
      : []),
    ...renderFelt(felt),
    ...(rest.length > 0 ? [`${wrapText(`Not touched: ${shorten(rest, MOST_NAMES)}.`, '')}\n`] : []),
    ...(quiet.length > 0
      ? [
          `${wrapText(
            `No service stops by ${shorten(
              quiet.map(({ id }) => id),
              MOST_NAMES,
            )}.`,
            '',
          )}\n`,
        ]
      : []),
    ...(others.length > 0
      ? [`${wrapText(`Also tried: ${describeKinds(others)}. In full: --explain, or --format html.`, '')}\n`]
      : []),
  ];
}

/** Services that go on, and what is noticed of them. */
function renderFelt(felt: Matrix['felt']): string[] {
  const alike = new Map<string, string[]>();
  for (const [name, { what, duration }] of felt) {
    const until = duration.maxSeconds === null ? describeSpan(duration) : `for ${describeSpan(duration)}`;
    const key = `${what} ${until}`;
    alike.set(key, [...(alike.get(key) ?? []), name]);
  }
  return [...alike].map(([what, names]) => `${wrapText(`Goes on, but ${what}: ${shorten(names, MOST_NAMES)}.`, '')}\n`);
}

function shorten(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).map(printable).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** `3 links, 5 disks`. */
function describeKinds(scenarios: readonly Scenario[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of scenarios) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => (kind === 'outside' ? `${count} outside` : countOf(count, kind)))
    .join(', ');
}

function renderBlock(rows: Matrix['rows'], columns: readonly Column[], color: boolean): string {
  const head = [0, 1].map(
    (line) => ' '.repeat(LABEL) + columns.map((column) => fit(columnTitle(column)[line as 0 | 1], CELL)).join(''),
  );
  const lines = rows.flatMap((services, row) => {
    const [name, more] = rowTitle(services);
    const cells = columns.map(({ cells: all }) => all[row] ?? EMPTY);
    if (cells.every(({ text }) => text === UNNOTICED)) return [];
    return [
      (fit(name, LABEL - more.length).trimEnd() + more).padEnd(LABEL) +
        cells.map(({ verdict, text }) => paint(VERDICT_STYLES[verdict], text.padEnd(CELL), color)).join(''),
    ];
  });
  return `${paint('bold', head.map((line) => line.trimEnd()).join('\n'), color)}\n${lines.map((line) => (color ? line : line.trimEnd())).join('\n')}\n`;
}

/** A name in a column; one that is too long loses its middle. */
function fit(name: string, width: number): string {
  const text = printable(name);
  if (text.length < width) return text.padEnd(width);
  const keep = width - 2;
  const tail = Math.floor(keep / 2);
  return `${text.slice(0, keep - tail)}…${text.slice(text.length - tail)} `;
}

function renderApi(scenarios: readonly Scenario[], explain: boolean, color: boolean): string[] {
  const seen = new Set<string>();
  return scenarios.flatMap(({ id, api }) => {
    const key = `${api.verdict} ${api.reason}`;
    if (api.verdict === 'survives' || seen.has(key)) return [];
    seen.add(key);
    const span = api.outage.maxSeconds === 0 ? '' : `  ${describeSpan(api.outage)}`;
    return [
      [
        `${paint(VERDICT_STYLES[api.verdict], api.verdict === 'inconclusive' ? 'cannot tell' : api.verdict, color)}  ${paint('bold', 'API', color)}${span}`,
        wrapText(`When: ${printable(id)}`, '  '),
        wrapText(`Why: ${printable(api.reason)}.`, '  '),
        ...(explain ? renderTerms(api.outage) : []),
        '',
      ].join('\n'),
    ];
  });
}

/** Of each time that is felt of what goes on, the sum. */
function renderFeltTerms(scenarios: readonly Scenario[]): string[] {
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

function renderPending(scenarios: readonly Scenario[], color: boolean): string[] {
  const byPod = new Map<string, { reason: string; ids: string[] }>();
  for (const { id, pending } of scenarios)
    for (const { pod, reason } of pending) {
      const known = byPod.get(pod) ?? { reason, ids: [] };
      known.ids.push(id);
      byPod.set(pod, known);
    }
  return [...byPod]
    .slice(0, MOST_DETAILS)
    .map(([pod, { reason, ids }]) =>
      [
        `${paint('yellow', 'pending', color)}  ${paint('bold', printable(pod), color)}  after ${ids.slice(0, 2).join(', ')}${ids.length > 2 ? ` and ${ids.length - 2} more` : ''}`,
        wrapText(`${printable(reason)} In the likely placement.`, '  '),
        '',
      ].join('\n'),
    );
}

function renderNotes(scenarios: readonly Scenario[]): string[] {
  const byNote = new Map<string, string[]>();
  for (const { id, note } of scenarios) if (note !== '') byNote.set(note, [...(byNote.get(note) ?? []), id]);
  return [...byNote].map(([note, ids]) => {
    const [first = ''] = ids;
    const who = ids.length > 1 ? `${first} and ${ids.length - 1} more` : first;
    return `${wrapText(`${printable(who)}: ${printable(note)}`, '')}\n`;
  });
}

/** What is told of by name. */
function renderOutside(scenarios: readonly Scenario[]): string[] {
  const ids = scenarios.filter(({ kind }) => kind === 'outside').map(({ id }) => id);
  if (ids.length === 0) return [];
  return [
    `${wrapText(`What runs goes on without ${ids.join(', ')}. What does not: zero-spof simulate --fail ${ids[0] ?? ''}`, '')}\n`,
  ];
}

/** Of each service the worst; services with the same worst are told of together. */
function worstOfEach(details: readonly Detail[]): readonly Detail[] {
  const seen = new Set<string>();
  const alike = new Map<string, { readonly detail: Detail; count: number }>();
  for (const detail of details) {
    const { name, outcome } = detail;
    if (seen.has(name) || outcome.verdict === 'survives' || outcome.verdict === 'degrades') continue;
    seen.add(name);
    const { minSeconds, maxSeconds } = outcome.outage;
    const key = JSON.stringify([outcome.verdict, outcome.reason, minSeconds, maxSeconds]);
    const known = alike.get(key);
    if (known) known.count++;
    else alike.set(key, { detail, count: 0 });
  }
  return [...alike.values()].map(({ detail, count }) =>
    count === 0 ? detail : { ...detail, name: `${detail.name} +${count}` },
  );
}

/** For each number of nodes what so many can stop, together. */
function renderCutSets({ cutSets, unclear }: SimulationResult): string[] {
  const lines = [1, 2, 3].flatMap((size) => {
    const sets = cutSets.filter(({ nodes }) => nodes.length === size);
    if (sets.length === 0) return [];
    const names = [...new Set(sets.map(({ name }) => name))];
    const title = size === 1 ? 'One node stops' : `${size} nodes together stop`;
    const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
    const shown = names.slice(0, MOST_NAMES).map((name) => describeSets(name, sets));
    return [wrapText(`${title}: ${shown.join(', ')}${more}.`, '')];
  });
  const never = cutSets.filter(({ nodes }) => nodes.length === 0);
  const doubts = [...new Set(unclear.map(({ name, reason }) => `${name}: ${reason}`))];
  return [
    ...(never.length > 0
      ? [
          `${wrapText(
            `Never there, for no node takes a pod: ${never
              .slice(0, MOST_NAMES)
              .map(({ name }) => printable(name))
              .join(', ')}.`,
            '',
          )}\n`,
        ]
      : []),
    ...(lines.length > 0 ? [`${lines.join('\n')}\n`] : []),
    ...(doubts.length > 0
      ? [
          `${doubts
            .slice(0, MOST_DETAILS)
            .map((one) => wrapText(`Cannot tell for ${printable(one)}.`, ''))
            .join('\n')}\n`,
        ]
      : []),
  ];
}

/** `Room: with any one node away all pods still fit.` */
function renderCapacity({ capacity }: SimulationResult): string[] {
  if (capacity.length === 0) return [];
  const lines = capacity.map(({ losses, lacking, unclear }) => {
    const who = losses === 1 ? 'any one node' : `any ${losses} nodes`;
    const [first] = lacking;
    if (first) {
      const sets = lacking.reduce((sum, { alike }) => sum + alike, 0);
      return `without ${printable(first.lost.join(' and '))}${sets > 1 ? ` (${sets} ways)` : ''} some pods do not`;
    }
    return unclear > 0 ? `without ${who} it cannot be told` : `without ${who} all pods fit on the others`;
  });
  return [`${wrapText(`Room: ${lines.join('; ')}.`, '')}\n`];
}

function describeSets(name: string, sets: readonly NamedCutSet[]): string {
  const own = sets.filter((one) => one.name === name);
  const count = own.reduce((sum, { alike }) => sum + alike, 0);
  const [first] = own;
  return count === 1 && first
    ? `${printable(name)} (${first.nodes.join(' + ')})`
    : `${printable(name)} (${count} ways)`;
}

function score({ scenarios, services }: SimulationResult): string {
  const hit = scenarios.flatMap((one) => one.services.filter(({ verdict }) => verdict === 'outage').map(serviceName));
  const stopped = new Set(hit).size;
  const unknown = scenarios.filter(({ verdict }) => verdict === 'inconclusive').length;
  return `${countOf(scenarios.length, 'failure')} tried: ${stopped} of ${countOf(services.length, 'service')} can be interrupted, ${services.length - stopped} cannot${unknown > 0 ? `; of ${countOf(unknown, 'failure')} something cannot be told` : ''}.`;
}

function nextStep(details: readonly Detail[]): string {
  const [worst] = details;
  const [scenario] = worst?.scenarios ?? [];
  if (!worst || !scenario || worst.outcome.verdict === 'survives') return 'Next: zero-spof simulate --all --order 2';
  return `Next: zero-spof simulate --fail ${scenario.id} --explain`;
}
