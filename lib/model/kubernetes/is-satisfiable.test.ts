import fc from 'fast-check';
import { isSatisfiable } from './is-satisfiable';
import { matchesLabelSelector } from './label-selector';
import type { LabelSelector } from './types';

const key = fc.constantFrom('app', 'zone');
const requirement = fc.oneof(
  fc.record({
    key,
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
  }),
  fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist', 'Unknown') }),
);
const selectors = fc.array(fc.record<LabelSelector>({ matchExpressions: fc.array(requirement, { maxLength: 2 }) }), {
  maxLength: 3,
});
const VALUES = [undefined, 'a', 'b', 'c', 'another'];
const ALL_LABELS = VALUES.flatMap((app) =>
  VALUES.map((zone) => ({ ...(app !== undefined && { app }), ...(zone !== undefined && { zone }) })),
);

test('there is an object that all selectors select exactly where trying all labels finds one', () => {
  const verdicts = { true: 0, false: 0 };
  fc.assert(
    fc.property(selectors, (all) => {
      const expected = ALL_LABELS.some((labels) => all.every((selector) => matchesLabelSelector(selector, labels)));
      expect(isSatisfiable(all)).toBe(expected);
      verdicts[`${expected}`]++;
    }),
    { numRuns: 1000, seed: 5 },
  );
  expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(100);
});

test('a selector that is not there asks nothing', () => {
  expect(isSatisfiable([undefined, null, { matchLabels: { app: 'a' } }])).toBe(true);
  expect(isSatisfiable([{ matchLabels: { app: 'a' } }, { matchLabels: { app: 'b' } }])).toBe(false);
});
