import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutate } from '../../bench/mutate';
import { makeRandom } from '../simulate/random';
import { readYaml } from './read-yaml';
import { readYamlFast } from './read-yaml-fast';

const folder = join(__dirname, '../../examples');
const examples = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));

const SCALARS = [
  'yes',
  'on',
  'y',
  '12:30',
  '0755',
  '0o17',
  '0x1F',
  '0b11',
  '1_000',
  '1e3',
  '.5',
  '1.',
  '+1',
  '-0',
  '.inf',
  '.NaN',
  '~',
  'null',
  '',
  'true',
  'True',
  'TRUE',
  'tRue',
  '2024-01-01',
  '1.10',
  '"1"',
  "'a'",
  '=',
  '1e',
  '0o8',
  '-',
  '01',
];

describe('readYamlFast', () => {
  test.each(SCALARS)('%j is what the exact reader reads, or left to it', (text) => {
    const fast = readYamlFast(`a: ${text}\n`);
    if (fast !== undefined) expect(fast).toEqual(readYaml(`a: ${text}\n`, 'f').value);
  });

  test('agrees with the exact reader on every mutated file that it reads', () => {
    const random = makeRandom(3);
    let read = 0;
    for (let i = 0; i < 600; i++) {
      const text = mutate(examples[i % examples.length]!, random);
      const fast = readYamlFast(text);
      if (fast === undefined) continue;
      read++;
      const exact = readYaml(text, 'f');
      expect({ text, problems: exact.problems, value: exact.value }).toEqual({ text, problems: [], value: fast });
    }
    expect(read).toBeGreaterThan(100);
  });

  test('leaves anchors, tags and mistakes to the exact reader', () => {
    for (const text of [
      'a: &x 1\nb: *x\n',
      'a: !!str 1\n',
      'a: 1\na: 2\n',
      'a: [\n',
      '',
      '# nothing\n',
      '--- 1\n--- 2\n',
    ])
      expect(readYamlFast(text)).toBeUndefined();
  });
});
