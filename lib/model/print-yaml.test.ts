import fc from 'fast-check';
import { parse } from 'yaml';
import { printYaml } from './print-yaml';
import { readManifests } from './read-manifests';

const LOOKALIKES = [
  'yes',
  'No',
  'on',
  'OFF',
  'y',
  'n',
  '12:30',
  '1:2:3.5',
  '-190:20',
  '0755',
  '0o17',
  '0x1F',
  '1_000',
  '1e3',
  '.5',
  '1.',
  '.inf',
  '.NaN',
  '~',
  'null',
  'Null',
  'true',
  '2024-01-01',
  '2001-12-14t21:59:43.10-05:00',
  '=',
  '<<',
  '- a',
  'a: b',
  '#a',
  '&a',
  '*a',
  '!a',
  '%a',
  '@a',
  '`a',
  '|',
  '>',
  '',
  ' ',
  'a ',
  ' a',
  '\t',
  'a\nb',
  'a\n',
  '\n',
  '\u0085',
  '\u2028',
  '\uFEFF',
  '{}',
  '[]',
  '?',
  '---',
  '...',
  "'",
  '"',
];

describe('printYaml', () => {
  test.each(LOOKALIKES)('%j is the same string to YAML 1.1, to YAML 1.2 and to Kubernetes', (text) => {
    const printed = printYaml({ value: text, [text]: 1 });
    const expected = { value: text, [text]: 1 };
    expect(parse(printed, { version: '1.1', merge: false, uniqueKeys: false })).toEqual(expected);
    expect(parse(printed, { version: '1.2' })).toEqual(expected);
    expect(readManifests(printed)).toEqual([expected]);
  });

  test('any JSON value is read back as it was, by each of them', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
        const printed = printYaml(plain);
        expect(parse(printed, { version: '1.2' }) ?? {}).toEqual(plain);
        expect(readManifests(printed)[0] ?? {}).toEqual(plain);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  test('long lines are not folded, and equal values are printed twice', () => {
    const shared = { a: 'x '.repeat(100).trim() };
    expect(printYaml([shared, shared])).toBe(`- a: ${shared.a}\n- a: ${shared.a}\n`);
  });
});
