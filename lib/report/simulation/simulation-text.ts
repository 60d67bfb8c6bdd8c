import type { SimulationResult } from '../../simulate/simulation-result';
import { countOf } from '../../spec/draft';
import { paint, wrapText } from '../style';
import { renderCapacity, renderCutSets } from './cut-sets-text';
import { type Detail, detailsOf, renderDetail } from './details';
import { serviceName, toMatrix } from './matrix';
import { FIRST_LOOK, renderMatrix } from './matrix-text';
import { renderApi, renderFeltTerms, renderNotes, renderOutside, renderPending, renderSides } from './scenarios-text';

export interface SimulationTextOptions {
  /** Whether every failure was asked for, and not some by name. */
  readonly all: boolean;
  readonly explain: boolean;
  readonly color: boolean;
}

/** So many are enough to know where to begin. */
const MOST_DETAILS = 5;

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
    ...(brief ? [] : renderSides(scenarios, explain)),
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
