import fc from 'fast-check';
import { locator } from './locate';
import { readManifests } from './read-manifests';
import { readObjects } from './read-objects';
import { splitDocuments } from './split-documents';

describe('splitDocuments', () => {
  const piece = fc.constantFrom(
    'a: 1\n',
    '---\n',
    '--- # c\n',
    '...\n',
    '# c\n',
    '\n',
    'b: |\n  x\n',
    '[c]\n',
    '~\n',
    '---\r\n',
    'd:\n  e: 1\n',
  );

  test('gives the documents that the reader of manifests keeps, each at its line', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        let whole: unknown[];
        try {
          whole = readManifests(text);
        } catch {
          return;
        }
        const parts = splitDocuments(text);
        expect(parts.flatMap((p) => readManifests(p.text))).toEqual(whole);
        const lines = text.split('\n');
        for (const p of parts)
          expect(
            lines
              .slice(p.line - 1)
              .join('\n')
              .startsWith(p.text),
          ).toBe(true);
      }),
      { numRuns: 3000, seed: 7 },
    );
  });
});

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

describe('readObjects', () => {
  test('one bad document does not hide the others, and its place is that in the file', () => {
    const { objects, noObjects } = readObjects('x.yaml', `${configMap('a')}---\nb: [1\n---\n${configMap('c')}`);
    expect(objects.map((o) => [o.manifest.metadata.name, o.source.document.index])).toEqual([
      ['a', 0],
      ['c', 2],
    ]);
    expect(noObjects).toMatchObject([{ kind: 'unreadable', file: 'x.yaml', line: 7 }]);
  });

  test('JSON is read, and lists are taken apart', () => {
    const item = { metadata: { generateName: 'job-' } };
    const text = JSON.stringify({ apiVersion: 'batch/v1', kind: 'JobList', items: [item] }, undefined, 1);
    expect(readObjects('x.json', text).objects).toMatchObject([
      { manifest: { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'job-' } }, source: { path: ['items', 0] } },
    ]);
  });

  test('what is no object is told', () => {
    const { noObjects } = readObjects(
      'x.yaml',
      '- 1\n---\nkind: A\n---\napiVersion: v1\n---\napiVersion: v1\nkind: A\n',
    );
    expect(noObjects).toMatchObject([{ what: 'object' }, { what: 'apiVersion' }, { what: 'kind' }, { what: 'name' }]);
  });
});

describe('readObjects, with documents made to harm', () => {
  const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]\n`);
  test.each([
    ['aliases that multiply', `a0: &a0 [x, x]\n${levels.join('')}`],
    ['an alias inside its anchor', 'a: &a [*a]\n'],
    ['brackets without end', '['.repeat(100_000)],
    ['the same in JSON', `{"a":${'['.repeat(100_000)}`],
  ])('%s is told, and the next document is read', (_, text) => {
    const { objects, noObjects } = readObjects('x.yaml', `# c\n${text}\n---\n${configMap('c')}`);
    expect(noObjects).toMatchObject([{ kind: 'unreadable' }]);
    expect(objects).toHaveLength(1);
  });

  test('a few aliases are no harm', () => {
    const text = `${configMap('a')}data: {a: &a x, b: *a}\n`;
    expect(readObjects('x.yaml', text).objects[0]?.manifest['data']).toEqual({ a: 'x', b: 'x' });
  });
});

describe('locator', () => {
  const text = `# head\n---\n\n---\na: 1\n---\napiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: A\n    metadata: {name: x}\n    spec:\n      replicas: 1\n`;
  const { source } = readObjects('x.yaml', text).objects[0]!;
  const locate = locator();

  test.each([
    [['spec', 'replicas'], 14, 7, 18],
    [['metadata', 'name'], 12, 16, 23],
    [['spec', 'absent', 'deep'], 13, 5, 9],
    [[], 10, 5, 15],
  ])('%j is on line %i', (field, line, column, endColumn) => {
    expect(locate(source, field)).toMatchObject({ file: 'x.yaml', line, column, endColumn });
  });

  test('the excerpt is the line of the file', () => {
    expect(locate(source, ['spec', 'replicas']).excerpt).toBe('      replicas: 1');
  });
});
