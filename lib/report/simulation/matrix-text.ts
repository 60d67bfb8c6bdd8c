import type { Scenario } from '../../simulate/simulation-result';
import { countOf } from '../../spec/draft';
import { describeSpan } from '../duration-text';
import { paint, printable, TEXT_COLUMNS, wrapText } from '../style';
import { VERDICT_STYLES } from './details';
import { type Column, columnTitle, EMPTY, type Matrix, rowTitle, UNNOTICED } from './matrix';
import { shorten } from './names-text';

/** What one asks about first; all else is told below, and in full by `--explain` and as HTML. */
export const FIRST_LOOK: ReadonlySet<Scenario['kind']> = new Set([
  'node',
  'any-node',
  'nodes',
  'zone',
  'control-plane',
  'upgrade',
]);

const LABEL = 24;
const CELL = 14;

/**
 * The matrix in blocks that are as wide as a terminal, and what is not in it.
 *
 * @param all every failure that was tried; empty where all of them are in the matrix
 */
export function renderMatrix(matrix: Matrix, all: readonly Scenario[], color: boolean): string[] {
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
    ...(rest.length > 0 ? [`${wrapText(`Not touched: ${shorten(rest)}.`, '')}\n`] : []),
    ...(quiet.length > 0 ? [`${wrapText(`No service stops by ${shorten(quiet.map(({ id }) => id))}.`, '')}\n`] : []),
    ...(others.length > 0
      ? [`${wrapText(`Also tried: ${describeKinds(others)}. In full: --explain, or --format html.`, '')}\n`]
      : []),
  ];
}

/** Services that go on, and what is noticed of them. */
function renderFelt(felt: Matrix['felt']): string[] {
  return alikeFelt(felt).map(([what, names]) => `${wrapText(`Goes on, but ${what}: ${shorten(names)}.`, '')}\n`);
}

/** What is noticed, and of which services. */
export function alikeFelt(felt: Matrix['felt']): readonly (readonly [string, readonly string[]])[] {
  const alike = new Map<string, string[]>();
  for (const [name, { what, duration }] of felt) {
    const until = duration.maxSeconds === null ? describeSpan(duration) : `for ${describeSpan(duration)}`;
    const key = `${what} ${until}`;
    alike.set(key, [...(alike.get(key) ?? []), name]);
  }
  return [...alike];
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
