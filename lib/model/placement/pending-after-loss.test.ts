import fc from 'fast-check';
import { naivePendingAfterLoss } from './fixtures/naive-twin';
import { failures, nodes, podSets } from './fixtures/random-cases';
import { pendingAfterLoss } from './pending-after-loss';
import { apart, HOSTNAME, inZones, pods, spread, ZONE } from './testing';

describe('pendingAfterLoss of one node', () => {
  test.each([
    ['a dead node that counts as an empty domain', pods(3, [spread()]), 'abc', 'dead', 'possible'],
    ['the same node, removed', pods(3, [spread()]), 'abc', 'removed', 'never'],
    ['a dead node that does not count', pods(3, [spread({ nodeTaintsPolicy: 'Honor' })]), 'abc', 'dead', 'never'],
    [
      'a domain less than there must be',
      pods(3, [spread({ nodeTaintsPolicy: 'Honor', minDomains: 3 })]),
      'abc',
      'dead',
      'possible',
    ],
    ['a spare node', pods(3, [spread()]), 'abcd', 'dead', 'never'],
    ['as many apart as there are nodes', pods(3, [], apart()), 'abc', 'removed', 'possible'],
    ['a spare node for those apart', pods(3, [], apart()), 'abcd', 'dead', 'never'],
    ['a pod that cannot be deleted keeps its zone', pods(3, [], apart(ZONE)), 'aabc', 'dead', 'possible'],
    ['until its node is removed', pods(3, [], apart(ZONE)), 'aabc', 'removed', 'never'],
    ['nothing asked', pods(3), 'abc', 'dead', 'never'],
  ] as const)('%s', (_, set, zones, as, expected) =>
    expect(pendingAfterLoss(set, { nodes: inZones(zones) }, ['n0'], { as }).verdict).toBe(expected),
  );

  test('what was Pending before does not count', () => {
    expect(pendingAfterLoss(pods(4, [], apart()), { nodes: inZones('abc') }, ['n0']).verdict).toBe('never');
  });

  test('how it came about is told', () => {
    expect(
      pendingAfterLoss(pods(2, [spread({ topologyKey: HOSTNAME })]), { nodes: inZones('ab') }, ['n1']),
    ).toMatchObject({
      verdict: 'possible',
      witness: { steps: [{ event: 'bind' }, { event: 'bind' }, { event: 'die', node: 'n1' }], pending: 1 },
    });
  });

  test('is what trying every sequence gives', () => {
    const verdicts = { never: 0, possible: 0 };
    fc.assert(
      fc.property(nodes(5), podSets(4), failures, fc.constantFrom('dead', 'removed'), (all, set, lost, as) => {
        const expected = naivePendingAfterLoss(set, all, lost, as) ? 'possible' : 'never';
        expect(pendingAfterLoss(set, { nodes: all }, lost, { as, budget: 1_000_000 }).verdict).toBe(expected);
        verdicts[expected]++;
      }),
      { numRuns: 400, seed: 11 },
    );
    expect(Math.min(verdicts.never, verdicts.possible)).toBeGreaterThan(40);
  });
});
