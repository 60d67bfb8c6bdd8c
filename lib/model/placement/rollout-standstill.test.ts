import fc from 'fast-check';
import { naiveRolloutStandstill } from './fixtures/naive-twin';
import { nodes, podSets } from './fixtures/random-cases';
import { rolloutStandstill } from './rollout-standstill';
import { apart, inZones, pods, spread } from './testing';

describe('rolloutStandstill', () => {
  const byRevision = { matchLabelKeys: ['pod-template-hash'] };

  test.each([
    ['as many apart as nodes, and none may be missing', pods(3, [], apart()), 'abc', 0, 'possible'],
    ['one may be missing', pods(3, [], apart()), 'abc', 1, 'never'],
    ['a spare node', pods(3, [], apart()), 'abcd', 0, 'never'],
    ['apart within a revision', pods(3, [], apart(undefined, byRevision)), 'abc', 0, 'never'],
    ['spread makes room', pods(3, [spread()]), 'abc', 0, 'never'],
    ['nothing asked', pods(3), 'abc', 0, 'never'],
    ['no node at all', pods(3), '', 0, 'possible'],
  ] as const)('%s', (_, set, zones, maxUnavailable, expected) =>
    expect(rolloutStandstill(set, { nodes: inZones(zones) }, maxUnavailable).verdict).toBe(expected),
  );

  test('is what trying every sequence gives', () => {
    const verdicts = { never: 0, possible: 0 };
    fc.assert(
      fc.property(nodes(4), podSets(3), fc.integer({ min: 0, max: 1 }), (all, set, maxUnavailable) => {
        const expected = naiveRolloutStandstill(set, all, maxUnavailable) ? 'possible' : 'never';
        expect(rolloutStandstill(set, { nodes: all }, maxUnavailable, { budget: 1_000_000 }).verdict).toBe(expected);
        verdicts[expected]++;
      }),
      { numRuns: 400, seed: 13 },
    );
    expect(Math.min(verdicts.never, verdicts.possible)).toBeGreaterThan(40);
  });
});
