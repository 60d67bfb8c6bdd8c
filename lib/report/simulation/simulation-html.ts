import { countOf } from '../../spec/draft';
import type { Scenario, SimulationResult } from '../../simulate/simulation-result';
import type { Duration } from '../../simulate/timing/duration';
import { describeSpan } from '../duration-text';
import { describeRoom } from './cut-sets-text';
import { describePlaces, type Detail, detailsOf } from './details';
import { STYLE } from './html-style';
import { columnTitle, type Matrix, rowTitle, serviceName, toMatrix } from './matrix';
import { alikeFelt } from './matrix-text';
import { apiLosses, pendingByPod } from './scenarios-text';
import { describeWorst } from './what-if-text';

/** One page without anything outside of it: the matrix of all failures, and what is behind each field. */
export function renderSimulationHtml(result: SimulationResult): string {
  const matrix = toMatrix(result, ({ kind }) => kind !== 'outside' && kind !== 'pod');
  const { assumptions, missing, cutSets, unclear, scenarios, services } = result;
  const untouched = matrix.untouched.filter((name) => name !== 'API' && name !== 'volumes' && !matrix.felt.has(name));
  const stopped = new Set(
    scenarios.flatMap((one) => one.services.filter(({ verdict }) => verdict === 'outage').map(serviceName)),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>What failures do</title>
<style>${STYLE}</style>
</head>
<body>
<h1>What failures do</h1>
<p>${scenarios.length} failures tried on ${result.nodes.length} nodes. ${stopped.size} of ${services.length} services can be interrupted.${missing.length > 0 ? ` <strong>Partial: not computed: ${escape(missing.join(', '))}.</strong>` : ''}</p>
${renderTable(matrix)}
<p class="legend">${LEGEND}</p>
${section(
  'With the patch',
  (result.changes ?? []).map(
    ({ name, before, after }) => `${name}: ${describeWorst(before)} → ${describeWorst(after)}`,
  ),
)}
${folded('Not touched by any of these', untouched)}
${alikeFelt(matrix.felt)
  .map(([what, names]) => folded(`Goes on, but ${what}`, names))
  .join('\n')}
<h2>Why, and what to do</h2>
${apiLosses(scenarios).map(renderApi).join('\n')}
${alikeDetails(result).map(renderDetail).join('\n')}
${section(
  'Pods that find no node, in the likely placement',
  [...pendingByPod(scenarios)].map(([pod, { reason, ids }]) => `${pod}: ${reason} After ${ids.join(', ')}.`),
)}
${section(
  'On the sides that are cut off',
  scenarios.flatMap(({ id, sides }) =>
    sides.map(
      ({ nodes, without, unclear: untold }) =>
        `${id}, on ${nodes.join(', ')}: no changes; ${without.length === 0 ? 'a pod of each service is within reach' : `nobody may be served by ${without.map(serviceName).join(', ')}`}${untold.length === 0 ? '' : `; not told for ${untold.map(serviceName).join(', ')}`}`,
    ),
  ),
)}
${section(
  'Nodes that stop something together',
  cutSets.map(
    ({ name, nodes, alike }) =>
      `${name}: ${nodes.length === 0 ? 'it is never there' : nodes.join(' + ')}${alike > 1 ? `, and ${alike - 1} alike` : ''}`,
  ),
)}
${section(
  'Not told of any set of nodes',
  unclear.map(({ name, reason }) => `${name}: ${reason}`),
)}
${section('Room', result.capacity.map(describeRoom))}
${section(
  'Without what is outside',
  scenarios.filter(({ kind }) => kind === 'outside').map(({ targets, note }) => `${targets.join()}: ${note}`),
)}
${section('Assumed', assumptions)}
</body>
</html>
`;
}

function renderTable({ rows, columns }: Matrix): string {
  const head = columns.map((column) => {
    const [kind, name] = columnTitle(column);
    const all = column.scenarios.map(({ id }) => id).join('\n');
    return `<th scope="col" title="${escape(all)}"><span>${escape(kind)}</span>${escape(name)}</th>`;
  });
  const body = rows.map((row, i) => {
    const [name, more] = rowTitle(row);
    const cells = columns.map(({ cells: all }) => {
      const cell = all[i];
      const unbounded = cell?.text === 'outage' ? ' unbounded' : '';
      return `<td class="${cell?.verdict ?? 'survives'}${unbounded}">${escape(cell?.text ?? '')}</td>`;
    });
    return `<tr><th scope="row" title="${escape(row.names.join('\n'))}">${escape(name)}<em>${escape(more)}</em></th>${cells.join('')}</tr>`;
  });
  return `<div class="wide"><table>\n<thead><tr><th></th>${head.join('')}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table></div>`;
}

const LEGEND = [
  ['survives', '–', 'goes on'],
  ['degrades', 'degraded', 'less than usual'],
  ['outage', 'a time', 'so long'],
  ['outage unbounded', 'outage', 'until someone acts'],
  ['inconclusive', '?', 'cannot tell'],
]
  .map(([style, sign, means]) => `<span><b class="${style}">${sign}</b> ${means}</span>`)
  .join(' ');

function renderApi({ id, api }: Pick<Scenario, 'id' | 'api'>): string {
  return `<details>${summary(api.verdict, 'API', api.outage, [{ id }])}
<p>When: ${escape(id)}</p>
<p>${escape(api.reason)}.</p>
${renderTerms(api.outage)}
</details>`;
}

function summary(
  verdict: Scenario['verdict'],
  name: string,
  outage: Duration,
  [first, ...more]: readonly Pick<Scenario, 'id'>[],
  others = '',
): string {
  const word = verdict === 'inconclusive' ? 'cannot tell' : verdict === 'survives' ? 'held up' : verdict;
  const unbounded = verdict === 'outage' && outage.maxSeconds === null ? ' unbounded' : '';
  const time = outage.maxSeconds === 0 ? '' : describeSpan(outage);
  const when = `${first?.id ?? ''}${more.length > 0 ? ` +${more.length}` : ''}`;
  return `<summary><span class="${verdict}${unbounded}">${word}</span> <strong>${escape(name)}</strong><em>${others}</em> ${time} <em>${escape(when)}</em></summary>`;
}

function renderTerms({ terms }: Duration): string {
  if (terms.length === 0) return '';
  const rows = terms.map(
    ({ name, minSeconds, maxSeconds, source }) =>
      `<tr><td>${minSeconds}</td><td>${maxSeconds === null ? '…' : Math.round(maxSeconds * 10) / 10}</td><td>${escape(name)}<small>${escape(source)}</small></td></tr>`,
  );
  return `<table class="terms"><tr><th>from</th><th>to</th><th>seconds</th></tr>${rows.join('')}</table>`;
}

/** The same outcome of several services by the same failures: all names in place of one. */
function alikeDetails(result: SimulationResult): readonly (Detail & { readonly names: readonly string[] })[] {
  const alike = new Map<string, Detail & { readonly names: string[] }>();
  for (const detail of detailsOf(result)) {
    const key = JSON.stringify([{ ...detail.outcome, object: null, part: null }, detail.scenarios.map(({ id }) => id)]);
    const known = alike.get(key);
    if (known) known.names.push(detail.name);
    else alike.set(key, { ...detail, names: [detail.name] });
  }
  return [...alike.values()];
}

function renderDetail({ name, names, outcome, scenarios }: ReturnType<typeof alikeDetails>[number]): string {
  const { verdict, outage, reason, act, shorter, placement, lossSeconds } = outcome;
  const others = names.length > 1 ? ` +${names.length - 1}` : '';
  return `<details>${summary(verdict, name, outage, scenarios, others)}
${names.length > 1 ? `<p>${escape(names.join(', '))}</p>` : ''}
<p>When: ${escape(scenarios.map(({ id }) => id).join(', '))}</p>
<p>${escape(reason)}.</p>
${placement.length === 0 ? '' : `<p>In this placement: ${escape(describePlaces(placement))}</p>`}
${lossSeconds === 0 ? '' : `<p>Writes that can be lost: ${lossSeconds === null ? 'without bound' : `of ${lossSeconds} s`}.</p>`}
${act === null ? '' : `<p>To do: <code>${escape(act)}</code></p>`}
${shorter.map(({ change, maxSeconds }) => `<p>Shorter: ${escape(change)}: at most ${Math.ceil(maxSeconds ?? 0)} s</p>`).join('\n')}
${renderTerms(outage)}
</details>`;
}

function section(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `<h2>${escape(title)}</h2>\n<ul>\n${lines.map((line) => `<li>${escape(line)}</li>`).join('\n')}\n</ul>`;
}

/** Names that need not be read. */
function folded(title: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  return `<details><summary>${escape(title)}: ${countOf(names.length, 'service')}</summary><p>${escape(names.join(', '))}</p></details>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
