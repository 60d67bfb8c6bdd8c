import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { blockPlaces } from './block-places';
import { rangeAt } from './locate';
import type { FieldPath } from './source';
import { splitDocuments } from './split-documents';

const exact = (text: string) => {
  const { contents } = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
  return (path: FieldPath) => rangeAt(contents, path);
};

/** Every path of a value, and beyond each one that is not there. */
function* pathsOf(value: unknown, path: FieldPath = []): Generator<FieldPath> {
  yield path;
  yield [...path, 'not-there'];
  yield [...path, 99];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value))
    yield* pathsOf(item, [...path, Array.isArray(value) ? Number(key) : key]);
}

function* yamlFiles(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (statSync(file).isDirectory()) yield* yamlFiles(file);
    else if (name.endsWith('.yaml')) yield file;
  }
}

/** How many places were found, after each was compared with the exact reader. */
function compare(text: string): { found: number; all: number } {
  const fast = blockPlaces(text);
  const slow = exact(text);
  const counts = { found: 0, all: 0 };
  for (const path of pathsOf(
    parseDocument(text, { logLevel: 'silent', uniqueKeys: false }).toJS({ maxAliasCount: -1 }),
  )) {
    const range = fast.find(path);
    counts.all += 1;
    if (range === undefined) continue;
    counts.found += 1;
    expect([path, range]).toEqual([path, slow(path)]);
  }
  return counts;
}

test.each(['dist', 'flux', 'lib/audit/rules/fixtures', '__snapshots__'])(
  'what is found in %s is what the exact reader finds',
  (folder) => {
    for (const file of yamlFiles(folder))
      for (const { text } of splitDocuments(readFileSync(file, 'utf8'))) compare(text);
  },
);

test('most places in what programs write are found', () => {
  const counts = [...yamlFiles('dist')]
    .flatMap((file) => splitDocuments(readFileSync(file, 'utf8')))
    .map(({ text }) => compare(text));
  const sum = (key: 'found' | 'all') => counts.reduce((total, count) => total + count[key], 0);
  expect(sum('found') / sum('all')).toBeGreaterThan(0.9);
});

test.each([
  ['comments', '# a\na: 1 # one\n\n# b\nb:\n  # c\n  c: "x" # y\n'],
  ['lists at the column of their key', 'a:\n- b: 1\n  c: 2\n-   d: 3\n- - 1\n  - 2\ne: 5\n'],
  ['values on the next line', 'a:\n  "quoted: text"\nb:\n  -\n    c: 1\n'],
  ['block scalars', 'a: |\n  b: 1\n\n  # c\nd: >-\n  e\nf: 1\n'],
  ['texts over several lines', 'a: one\n  two\nb: "one\n  two: 3"\nc: 1\n'],
  ['flow collections', 'a: { b: 1, c: [2] }\nd: [1,\n  2]\ne: 1\n'],
  [
    'brackets that close before the column of what is in them',
    'a:\n  b: [\n    1,\n  ]\n  c: 2\nd: { e: [\n  ],\n  f: 1 }\ng: 1\n',
  ],
  ['a key that lacks behind others', 'a:\n  b: 1\n\n  # c\n  c:\n    - 1\n    -\n      d: 2\ne: 1\n'],
  ['anchors and tags', 'a: &x\n  b: 1\nc: *x\nd: !!str 1\n'],
  ['a document that begins with a marker', '---\na: 1\n'],
  ['Windows lines', 'a: 1\r\nb:\r\n  - c: 2\r\n'],
  ['keys in quotes', '"a b": 1\n\'c\': 2\n"d:e": 3\n'],
  ['nothing', ''],
  ['null', 'a:\nb: ~\nc: null\n'],
  ['a text', 'only: text: here\n'],
  ['keys with colons and slashes', 'a/b.c: 1\na:b: 2\nhttp://x: 3\n'],
  ['a hash that is no comment', "a: b#c\nd: \"#\"\ne: 'it''s #'\n"],
  ['a list as a document', '- a: 1\n- b\n'],
])('%s', (_, text) => {
  compare(text);
});
