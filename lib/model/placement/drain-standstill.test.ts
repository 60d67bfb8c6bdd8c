import fc from 'fast-check';
import { drainStandstill } from './drain-standstill';
import { naiveDrainStandstill } from './fixtures/naive-twin';
import { failures, nodes, podSets } from './fixtures/random-cases';
import { apart, inZones, pods, spread, ZONE } from './testing';

describe('drainStandstill', () => {
  const honor = { nodeTaintsPolicy: 'Honor' };
  const overZones = { topologyKey: ZONE };

  test.each([
    ['a cordoned node that counts as a place', pods(6, [spread()]), 'abc', ['n0'], 1, 'possible'],
    ['the same, and as many may be missing as it has', pods(6, [spread()]), 'abc', ['n0'], 2, 'never'],
    ['a cordoned node that does not count', pods(6, [spread(honor)]), 'abc', ['n0'], 1, 'never'],
    ['one pod on each node', pods(3, [], apart()), 'abc', ['n0'], 1, 'never'],
    ['two of three nodes together', pods(3, [], apart()), 'abc', ['n0', 'n1'], 1, 'possible'],
    ['a zone that counts as a place', pods(6, [spread(overZones)]), 'aabbcc', ['n0', 'n1'], 1, 'possible'],
    ['a zone that does not count', pods(6, [spread({ ...overZones, ...honor })]), 'aabbcc', ['n0', 'n1'], 1, 'never'],
    [
      'a zone that there must be',
      pods(6, [spread({ ...overZones, ...honor, minDomains: 3 })]),
      'aabbcc',
      ['n0', 'n1'],
      1,
      'possible',
    ],
    ['nothing asked', pods(3), 'abc', ['n0'], 1, 'never'],
  ] as const)('%s', (_, set, zones, drained, allowed, expected) =>
    expect(drainStandstill(set, { nodes: inZones(zones) }, drained, allowed).verdict).toBe(expected),
  );

  test('is what trying every sequence gives', () => {
    const verdicts = { never: 0, possible: 0 };
    fc.assert(
      fc.property(nodes(5), podSets(4), failures, fc.integer({ min: 1, max: 2 }), (all, set, drained, allowed) => {
        const expected = naiveDrainStandstill(set, all, drained, allowed) ? 'possible' : 'never';
        expect(drainStandstill(set, { nodes: all }, drained, allowed, { budget: 1_000_000 }).verdict).toBe(expected);
        verdicts[expected]++;
      }),
      { numRuns: 400, seed: 17 },
    );
    expect(Math.min(verdicts.never, verdicts.possible)).toBeGreaterThan(20);
  });
});
