import type { Felt, Outcome, Scenario, SimulationResult, Verdict } from '../../simulate/simulation-result';
import { VERDICTS } from '../../simulate/simulation-result';
import { describeSpan } from '../duration-text';

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

/** Services that all failures do the same to. */
export interface Row {
  readonly names: readonly string[];
}

export interface Matrix {
  readonly rows: readonly Row[];
  readonly columns: readonly Column[];
  /** Rows that no failure of the matrix stops. */
  readonly untouched: readonly string[];
  /** By service what is felt of it where it goes on, the longest. */
  readonly felt: ReadonlyMap<string, Felt>;
}

export const UNNOTICED = '–';

export const EMPTY: Cell = { verdict: 'survives', text: UNNOTICED };

/** Services by failures: columns and rows that are alike are one, rows without anything are left out, the worst come first. */
export function toMatrix({ scenarios, services }: SimulationResult, isShown: (scenario: Scenario) => boolean): Matrix {
  const shown = scenarios.filter(isShown);
  const names = new Set(['API', ...services.map(serviceName), 'volumes']);
  const outcomes = shown.map(({ services: list }) => new Map(list.map((one) => [serviceName(one), one])));
  const all = [...names].map((name) => ({
    name,
    cells: shown.map((one, i) => cellOf(name, one, outcomes[i]?.get(name))),
  }));
  const touched = all.filter(({ cells }) => cells.some(({ verdict }) => verdict !== 'survives'));
  const rows = touched
    .map((row) => ({ ...row, rank: Math.min(...row.cells.map(({ verdict }) => VERDICTS.indexOf(verdict))) }))
    .toSorted((a, b) => Number(b.name === 'API') - Number(a.name === 'API') || a.rank - b.rank);
  const merged = new Map<string, { names: string[]; cells: readonly Cell[] }>();
  for (const { name, cells } of rows) {
    const key = `${name === 'API' || name === 'volumes' ? name : ''} ${cells.map(({ text }) => text).join('|')}`;
    const row = merged.get(key) ?? { names: [], cells };
    row.names.push(name);
    merged.set(key, row);
  }
  const alike = [...merged.values()];
  interface Growing extends Column {
    readonly scenarios: Scenario[];
  }
  const columns = new Map<string, Growing>();
  for (const [i, scenario] of shown.entries()) {
    const cells = alike.map((row) => row.cells[i] ?? EMPTY);
    const key = `${scenario.kind} ${cells.map(({ text }) => text).join('|')}`;
    const column: Growing = columns.get(key) ?? { kind: scenario.kind, scenarios: [], cells };
    column.scenarios.push(scenario);
    columns.set(key, column);
  }
  return {
    rows: alike.map(({ names: list }) => ({ names: list })),
    columns: [...columns.values()],
    untouched: all.filter((row) => !touched.includes(row)).map(({ name }) => name),
    felt: feltIn(shown),
  };
}

function feltIn(scenarios: readonly Scenario[]): ReadonlyMap<string, Felt> {
  const felt = new Map<string, Felt>();
  const length = (one: Felt | undefined) => (one ? (one.duration.maxSeconds ?? Infinity) * (one.share ?? 1) : -1);
  for (const { services } of scenarios)
    for (const one of services)
      if (one.felt && length(one.felt) > length(felt.get(serviceName(one)))) felt.set(serviceName(one), one.felt);
  return felt;
}

/** `shop/web`, or with the part of it. */
export function serviceName({ object, part }: SimulationResult['services'][number]): string {
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

/** `shop/web +2`: what the services of a row are called, and how many more there are. */
export function rowTitle({ names: [first = '', ...others] }: Row): readonly [string, string] {
  return [first, others.length > 0 ? ` +${others.length}` : ''];
}
