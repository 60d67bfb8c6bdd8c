import { toPatch } from './to-patch';

const object = { spec: { replicas: 1, template: { spec: { containers: [{ name: 'a' }], 'a/b~c': 1 } } } };
const patch = (...edits: Parameters<typeof toPatch>[1]['edits']) => toPatch(object, { title: 't', edits }).operations;

test('a field that is there is replaced', () => {
  expect(patch({ set: ['spec', 'replicas'], value: 3 })).toEqual([{ op: 'replace', path: '/spec/replicas', value: 3 }]);
});

test('the mappings that lack on the way are added with the field', () => {
  expect(patch({ set: ['spec', 'strategy', 'rollingUpdate', 'maxSurge'], value: 1 })).toEqual([
    { op: 'add', path: '/spec/strategy', value: { rollingUpdate: { maxSurge: 1 } } },
  ]);
});

test('a second edit sees what the first one made', () => {
  expect(
    patch({ set: ['spec', 'strategy', 'type'], value: 'x' }, { set: ['spec', 'strategy', 'a', 'b'], value: 1 }),
  ).toEqual([
    { op: 'add', path: '/spec/strategy', value: { type: 'x' } },
    { op: 'add', path: '/spec/strategy/a', value: { b: 1 } },
  ]);
});

test('an item behind the last one of a list is added', () => {
  expect(patch({ set: ['spec', 'template', 'spec', 'containers', 1], value: { name: 'b' } })).toEqual([
    { op: 'add', path: '/spec/template/spec/containers/1', value: { name: 'b' } },
  ]);
});

test('what is not there need not be removed', () => {
  expect(patch({ remove: ['spec', 'strategy'] })).toEqual([]);
  expect(patch({ remove: ['spec', 'replicas'] }, { remove: ['spec', 'replicas'] })).toEqual([
    { op: 'remove', path: '/spec/replicas' },
  ]);
});

test('slashes and tildes in keys are escaped', () => {
  expect(patch({ remove: ['spec', 'template', 'spec', 'a/b~c'] })).toEqual([
    { op: 'remove', path: '/spec/template/spec/a~1b~0c' },
  ]);
});
