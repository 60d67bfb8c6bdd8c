import { mergeSpec } from './merge-spec';

test('mappings are merged, null takes a key away, the rest is replaced', () => {
  expect(mergeSpec({ a: { b: 1, c: 2 }, d: [1, 2] }, { a: { b: 3, c: null }, d: [9] })).toEqual({
    a: { b: 3 },
    d: [9],
  });
});

test('entries with a name are merged, added and removed by it', () => {
  const base = {
    nodes: [
      { name: 'a', role: 'server' },
      { name: 'b', role: 'agent' },
    ],
  };
  expect(
    mergeSpec(base, {
      nodes: [
        { name: 'b', role: 'server' },
        { name: 'c', role: 'agent' },
        { name: 'a', remove: true },
      ],
    }),
  ).toEqual({
    nodes: [
      { name: 'b', role: 'server' },
      { name: 'c', role: 'agent' },
    ],
  });
});

test('a patch of nothing changes nothing', () => {
  expect(mergeSpec({ nodes: [{ name: 'a' }] }, {})).toEqual({ nodes: [{ name: 'a' }] });
});
