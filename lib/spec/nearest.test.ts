import { nearest } from './nearest';

const fields = ['replicas', 'revisionHistoryLimit', 'selector', 'strategy', 'template'];

test('a swapped, a missing, an added and a replaced letter are understood', () => {
  expect(nearest('replicsa', fields)).toBe('replicas');
  expect(nearest('selectr', fields)).toBe('selector');
  expect(nearest('templatee', fields)).toBe('template');
  expect(nearest('stratagy', fields)).toBe('strategy');
});

test('letter case does not count', () => {
  expect(nearest('Replicas', fields)).toBe('replicas');
});

test('a word that is like nothing has no nearest', () => {
  expect(nearest('banana', fields)).toBeUndefined();
  expect(nearest('x', ['y', 'z'])).toBe('y');
  expect(nearest('ab', ['cd'])).toBeUndefined();
});

test('a word that is a candidate needs no suggestion', () => {
  expect(nearest('selector', fields)).toBeUndefined();
});

test('the closest wins, and the first of equals', () => {
  expect(nearest('pots', ['posts', 'spots', 'pods'])).toBe('posts');
  expect(nearest('storaeg', ['storages', 'storage'])).toBe('storage');
});

test('no candidates give no suggestion', () => {
  expect(nearest('anything', [])).toBeUndefined();
  expect(nearest('', ['a'])).toBe('a');
});
