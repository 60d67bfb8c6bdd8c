import type { SimulationResult } from '../../simulate/simulation-result';
import { describeSpan } from '../duration-text';
import { type Detail, detailsOf } from './details';
import { columnTitle, type Matrix, rowTitle, serviceName, toMatrix } from './matrix';

/** One page without anything outside of it: the matrix of all failures, and what is behind each field. */
export function renderSimulationHtml(result: SimulationResult): string {
  const matrix = toMatrix(result, ({ kind }) => kind !== 'outside' && kind !== 'pod');
  const { assumptions, missing, cutSets, scenarios, services } = result;
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
<p class="legend"><span class="survives">–</span> goes on <span class="degrades">degraded</span> less than usual <span class="outage">a time</span> so long <span class="outage unbounded">outage</span> until someone acts <span class="inconclusive">?</span> cannot tell</p>
${renderFelt(matrix)}
<h2>Why, and what to do</h2>
${detailsOf(result).map(renderDetail).join('\n')}
${section(
  'On the sides that are cut off',
  scenarios.flatMap(({ id, sides }) =>
    sides.map(
      ({ nodes, without }) =>
        `${id}, on ${nodes.join(', ')}: no changes; ${without.length === 0 ? 'a pod of each service is within reach' : `nobody may be served by ${without.map(serviceName).join(', ')}`}`,
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

function renderFelt({ felt }: Matrix): string {
  return section(
    'Goes on, but',
    [...felt].map(([name, { what, duration }]) => `${name}: ${what}, ${describeSpan(duration)}`),
  );
}

function renderDetail({ name, outcome, scenarios }: Detail): string {
  const { verdict, outage, reason, act, shorter, lossSeconds } = outcome;
  const terms = outage.terms.map(
    ({ name: term, minSeconds, maxSeconds, source }) =>
      `<tr><td>${minSeconds}</td><td>${maxSeconds === null ? '…' : Math.round(maxSeconds * 10) / 10}</td><td>${escape(term)}<small>${escape(source)}</small></td></tr>`,
  );
  return `<details><summary><span class="${verdict}">${verdict === 'inconclusive' ? 'cannot tell' : verdict}</span> <strong>${escape(name)}</strong> ${outage.maxSeconds === 0 ? '' : describeSpan(outage)}</summary>
<p>When: ${escape(scenarios.map(({ id }) => id).join(', '))}</p>
<p>${escape(reason)}.</p>
${lossSeconds === 0 ? '' : `<p>Writes that can be lost: ${lossSeconds === null ? 'without bound' : `of ${lossSeconds} s`}.</p>`}
${act === null ? '' : `<p>To do: <code>${escape(act)}</code></p>`}
${shorter.map(({ change, maxSeconds }) => `<p>Shorter: ${escape(change)}: at most ${Math.ceil(maxSeconds ?? 0)} s</p>`).join('\n')}
${terms.length > 0 ? `<table class="terms"><tr><th>from</th><th>to</th><th>seconds</th></tr>${terms.join('')}</table>` : ''}
</details>`;
}

function section(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `<h2>${escape(title)}</h2>\n<ul>\n${lines.map((line) => `<li>${escape(line)}</li>`).join('\n')}\n</ul>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.wide { overflow-x: auto; }
table { border-collapse: separate; border-spacing: 2px; }
th { text-align: left; font-weight: 500; padding: .3rem .5rem; }
thead th { vertical-align: bottom; font-size: .85rem; max-width: 8.5rem; overflow-wrap: anywhere; }
thead span { display: block; opacity: .65; }
tbody th { position: sticky; left: 0; background: Canvas; white-space: nowrap; }
em { font-style: normal; opacity: .65; }
td, .legend span, summary span { padding: .3rem .5rem; border-radius: 3px; text-align: center; white-space: nowrap; }
.survives { background: light-dark(#e3f3e6, #16331d); }
.degrades { background: light-dark(#fdf1cf, #463a10); }
.inconclusive { background: light-dark(#e8e6f6, #302c4d); }
.outage { background: light-dark(#fbd9cf, #55261a); }
.unbounded { background: light-dark(#c0341d, #a52c17); color: #fff; font-weight: 600; }
.legend { font-size: .85rem; }
.terms td { text-align: left; white-space: normal; } .terms td:not(:last-child) { text-align: right; }
small { display: block; opacity: .7; } details { margin: .4rem 0; } summary { cursor: pointer; }
summary span { display: inline-block; min-width: 5rem; }
`.trim();
