import { createHash } from 'node:crypto';
import { readHeader, sameText, withHeader } from './generated-header';

const text = withHeader('kind: Namespace\n', ['Namespaces, applied first.', 'two\nlines']);

it('puts the command, the digest of all that follows, and the notes above the body', () => {
  const [first = '', ...rest] = text.split('\n');
  const below = '# Namespaces, applied first.\n# two\n# lines\nkind: Namespace\n';
  expect(rest.join('\n')).toBe(below);
  const digest = createHash('sha256').update(below).digest('hex').slice(0, 16);
  expect(first).toBe(`# Made by "zero-spof synth" from cluster.yaml; edits are lost. sha256:${digest}`);
});

it('leaves no space at the end of an empty note', () => {
  expect(withHeader('', ['a\n\nb'])).toMatch(/\n# a\n#\n# b\n$/);
});

it('knows its own files', () => {
  expect(readHeader(text)).toBe('ours');
  expect(readHeader(withHeader('', []))).toBe('ours');
});

it.each([
  ['a checkout with autocrlf', text.replaceAll('\n', '\r\n')],
  ['a BOM that an editor added', `\uFEFF${text}`],
])('does not take %s for an edit', (_, same) => {
  expect(readHeader(same)).toBe('ours');
});

it('knows files of a release whose first line has other words', () => {
  expect(readHeader(text.replace('edits are lost', 'do not edit'))).toBe('ours');
});

it.each([
  ['a changed body', text.replace('Namespace\n', 'Secret\n')],
  ['a line more', `${text}\n`],
  ['a changed note', text.replace('applied first', 'applied last')],
  ['a digest that was removed', text.replace(/ sha256:.*/, '')],
  ['nothing but the first line', text.split('\n')[0] ?? ''],
])('takes %s for an edit', (_, edited) => {
  expect(readHeader(edited)).toBe('edited');
});

it.each([
  ['an empty file', ''],
  ['a manifest of the user', 'kind: Namespace\n'],
  ['a file with a line above the header', `# mine\n${text}`],
])('does not take %s for its own', (_, foreign) => {
  expect(readHeader(foreign)).toBe('foreign');
});

it('sees no difference in line endings alone', () => {
  expect(sameText('a\nb\n', 'a\r\nb\r\n')).toBe(true);
  expect(sameText('a\nb\n', 'a\nb')).toBe(false);
});
