import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseClusterSpec } from './lib/spec/parse-cluster-spec';
import { synthesize } from './lib/synth/synthesize';

const examples = readdirSync(join(__dirname, 'examples'))
  .filter((name) => name.endsWith('.yaml'))
  .sort();

/** All files of one output folder as one text, each below its path. */
const show = (tree: ReadonlyMap<string, string>) => [...tree].map(([path, text]) => `==> ${path}\n${text}`).join('\n');

describe.each(examples)('%s', (name) => {
  const parsed = parseClusterSpec(readFileSync(join(__dirname, 'examples', name), 'utf8'), name);

  test('has no errors', () => {
    expect(parsed.problems.filter((p) => p.severity === 'error')).toEqual([]);
  });

  test('warns of what it is known to have', () => {
    expect(parsed.problems.map((p) => `${p.code} ${p.location?.line}:${p.location?.column}`)).toMatchSnapshot();
  });

  test('dist/ is as it was', () => {
    expect(show(synthesize(parsed.spec!).dist)).toMatchSnapshot();
  });

  test('flux/ is as it was', () => {
    expect(show(synthesize(parsed.spec!).flux)).toMatchSnapshot();
  });
});
