import fc from 'fast-check';
import { parseDocument } from 'yaml';
import { jsonPlaces } from './json-places';
import { rangeAt } from './locate';
import type { FieldPath } from './source';

/** Every path into a value, and one that leads on from each. */
function pathsIn(value: unknown, path: FieldPath = []): FieldPath[] {
  const inner =
    typeof value !== 'object' || value === null
      ? []
      : Array.isArray(value)
        ? value.flatMap((item, i) => pathsIn(item, [...path, i]))
        : Object.entries(value).flatMap(([key, item]) => pathsIn(item, [...path, key]));
  return [path, [...path, 'missing'], [...path, 7], ...inner];
}

const exact = (text: string) => {
  const root = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' }).contents;
  return (path: FieldPath) => rangeAt(root, path);
};

const name = fc.constantFrom('a', 'name', 'x/y', 'with "quotes"', 'äö', 'back\\slash', '{', ']');
const scalar = fc.oneof(fc.constantFrom(null, true, false, 0, -1.5, 1e21, ''), name, fc.constant('a: [b, {c'));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, tie('object'), fc.array(tie('value'), { maxLength: 3 })),
  object: fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));
const object = fc.dictionary(name, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true });

test.each([undefined, 2])('places in JSON, indented by %s, are those that an exact reader finds', (indent) => {
  fc.assert(
    fc.property(object, (json) => {
      const text = JSON.stringify(json, null, indent);
      const [quick, slow] = [jsonPlaces(text), exact(text)];
      for (const path of pathsIn(json)) expect([path, quick.find(path)]).toEqual([path, slow(path)]);
    }),
    { seed: 5, numRuns: 150 },
  );
});

test('what is no JSON is left to the exact reader', () => {
  for (const text of ['{a: 1}', '{"a": yes}', '{"a": 1', "{'a': 1}", '{"a": 1 # b\n}'])
    expect(jsonPlaces(text).find(['a'])).toBeUndefined();
});
