import type { Outcome, Scenario, SimulationResult, Verdict } from '../simulate/simulation-result';
import { VERDICTS } from '../simulate/simulation-result';
import { describeSpan } from './duration-text';

/** What stands in one field of the matrix. */
export interface Cell {
  readonly verdict: Verdict;
  readonly text: string;
}

/** Failures that do the same to everything. */
export interface Column {
  readonly kind: Scenario['kind'];
  readonly scenarios: readonly Scenario[];
  readonly cells: readonly Cell[];
}

export interface Matrix {
  readonly rows: readonly string[];
  readonly columns: readonly Column[];
  /** Rows that no failure of the matrix touches. */
  readonly untouched: readonly string[];
}

export const UNNOTICED = '–';

export const EMPTY: Cell = { verdict: 'survives', text: UNNOTICED };

/** Services by failures: columns that are alike are one, rows without anything are left out, the worst come first. */
export function toMatrix({ scenarios }: SimulationResult): Matrix {
  const shown = scenarios.filter(({ kind }) => kind !== 'pod' && kind !== 'outside');
  const names = new Set(['API', ...shown.flatMap(({ services }) => services.map(serviceName)), 'volumes']);
  const outcomes = shown.map(({ services }) => new Map(services.map((one) => [serviceName(one), one])));
  const all = [...names].map((name) => ({
    name,
    cells: shown.map((one, i) => cellOf(name, one, outcomes[i]?.get(name))),
  }));
  const touched = all.filter(({ cells }) => cells.some(({ verdict }) => verdict !== 'survives'));
  const rows = touched
    .map((row) => ({ ...row, rank: Math.min(...row.cells.map(({ verdict }) => VERDICTS.indexOf(verdict))) }))
    .toSorted((a, b) => Number(b.name === 'API') - Number(a.name === 'API') || a.rank - b.rank);
  interface Growing extends Column {
    readonly scenarios: Scenario[];
  }
  const columns = new Map<string, Growing>();
  for (const [i, scenario] of shown.entries()) {
    const cells = rows.map((row) => row.cells[i] ?? EMPTY);
    const key = `${scenario.kind} ${cells.map(({ text }) => text).join('|')}`;
    const column: Growing = columns.get(key) ?? { kind: scenario.kind, scenarios: [], cells };
    column.scenarios.push(scenario);
    columns.set(key, column);
  }
  return {
    rows: rows.map(({ name }) => name),
    columns: [...columns.values()],
    untouched: all.filter((row) => !touched.includes(row)).map(({ name }) => name),
  };
}

/** `shop/web`, or with the part of it. */
export function serviceName({ object, part }: Scenario['services'][number]): string {
  const named = object.namespace === null ? object.name : `${object.namespace}/${object.name}`;
  return part === null ? named : `${named} (${part})`;
}

function cellOf(name: string, { api, volumes }: Scenario, outcome: Outcome | undefined): Cell {
  if (name === 'API') return describe(api);
  if (name !== 'volumes') {
    return outcome ? describe(outcome) : EMPTY;
  }
  const verdict = VERDICTS.find((one) => volumes.some((volume) => volume.verdict === one)) ?? 'survives';
  const lost = volumes.filter((volume) => volume.verdict === 'outage').length;
  const text = { outage: `${lost} away`, inconclusive: '?', degrades: 'degraded', survives: UNNOTICED }[verdict];
  return { verdict, text };
}

function describe({ verdict, outage }: Outcome): Cell {
  if (verdict === 'survives') return { verdict, text: UNNOTICED };
  if (verdict === 'inconclusive') return { verdict, text: '?' };
  if (outage.maxSeconds === null) return { verdict, text: verdict === 'outage' ? 'outage' : 'degraded' };
  return { verdict, text: outage.maxSeconds === 0 ? 'degraded' : describeSpan(outage) };
}

/** `node blackboar`, `3 nodes`: what the failures of a column are called. */
export function columnTitle({ kind, scenarios }: Column): readonly [string, string] {
  const [first, ...others] = scenarios;
  const targets = first?.targets ?? [];
  const [name = ''] = targets;
  if (targets.length > 1) return [kind, others.length > 0 ? `${scenarios.length} ways` : `${targets.length} nodes`];
  return [kind, others.length > 0 ? `${name} +${others.length}` : name];
}
