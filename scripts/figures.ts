import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { fetchCharts } from '../lib/io/fetch-charts';
import { packageRoot } from '../lib/io/package-root';
import { parseClusterSpec } from '../lib/spec/parse-cluster-spec';
import { type FileTree, synthesize } from '../lib/synth/synthesize';

/**
 * `npm run figures [-- --write | --check]`: the table of examples in README.md.
 *
 * Without a flag it prints the table. `--write` puts it between the markers, `--check` exits with 1 where it differs.
 */
const BEGIN = '<!-- figures -->';
const END = '<!-- /figures -->';

const root = packageRoot();
const readme = join(root, 'README.md');

function rowOf(file: string): string {
  const path = `examples/${file}`;
  const { spec, problems } = parseClusterSpec(readFileSync(join(root, path), 'utf8'), path);
  if (!spec) throw new Error(`${path} has errors: ${problems.map((p) => p.code).join(', ')}`);
  const { dist, flux, charts } = synthesize(spec, fetchCharts(spec, root));
  const objects = charts.reduce((sum, chart) => sum + chart.objects.length, 0);
  const cells = [
    `[${file}](${path})`,
    spec.nodes.length,
    spec.apps.length + spec.charts.length,
    dist.size + flux.size,
    objects,
    kibibytes(dist),
    kibibytes(flux),
  ];
  return `| ${cells.join(' | ')} |`;
}

function kibibytes(tree: FileTree): string {
  const bytes = [...tree.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return (bytes / 1024).toFixed(1);
}

async function renderTable(): Promise<string> {
  const files = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.yaml'));
  const rows = [
    '| example | nodes | apps | files | objects | dist/, KiB | flux/, KiB |',
    `| --- |${' --: |'.repeat(6)}`,
    ...files.sort().map(rowOf),
  ];
  return await format(rows.join('\n'), { parser: 'markdown' });
}

/** @returns the exit code: 0 done, 1 README.md differs, 3 it has no markers */
async function runFigures(flag: string | undefined): Promise<number> {
  const table = await renderTable();
  if (flag === undefined) {
    console.log(table.trimEnd());
    return 0;
  }
  const text = readFileSync(readme, 'utf8');
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) {
    console.error(`README.md: found no ${BEGIN} before ${END}; expected both. Put them back around the table.`);
    return 3;
  }
  const next = `${text.slice(0, begin)}${BEGIN}\n\n${table}\n${text.slice(end)}`;
  if (next === text) return 0;
  if (flag === '--write') {
    writeFileSync(readme, next);
    return 0;
  }
  console.error('README.md: found other figures than the examples give. Next: npm run figures -- --write');
  return 1;
}

const [flag, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (flag !== undefined && flag !== '--write' && flag !== '--check')) {
  console.error('Usage: npm run figures [-- --write | --check]');
  process.exitCode = 2;
} else {
  void runFigures(flag).then((exitCode) => {
    process.exitCode = exitCode;
  });
}
