import fc from 'fast-check';
import { type Cut, hasJointQuorum, hasQuorum, majorityOf, quorumAfter, splitKeepsQuorum, tolerance } from './quorum';

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const cluster = fc.integer({ min: 0, max: 5 }).map((size) => NAMES.slice(0, size));
const links = NAMES.flatMap((a, i) => NAMES.slice(i + 1).map((b): Cut => [a, b]));

/** Tries every set of members as the one that agrees with each candidate. */
function naiveLeaders(members: readonly string[], lost: ReadonlySet<string>, cuts: readonly Cut[]): string[] {
  const reaches = (a: string, b: string) =>
    a === b || !cuts.some(([x, y]) => (x === a && y === b) || (x === b && y === a));
  const sets = members.reduce<string[][]>((all, one) => [...all, ...all.map((set) => [...set, one])], [[]]);
  return members.filter((candidate) =>
    sets.some(
      (set) =>
        set.includes(candidate) &&
        2 * set.length > members.length &&
        set.every((member) => !lost.has(member) && reaches(candidate, member)),
    ),
  );
}

describe('quorum', () => {
  test.each([
    [0, 1, 0],
    [1, 1, 0],
    [2, 2, 0],
    [3, 2, 1],
    [4, 3, 1],
    [5, 3, 2],
  ])('%i members need %i and may lose %i', (size, majority, losses) => {
    expect([majorityOf(size), tolerance(size)]).toEqual([majority, losses]);
  });

  test('nobody has no quorum', () => {
    expect(hasQuorum(0, 0)).toBe(false);
    expect(quorumAfter(new Set(), new Set(), []).quorum).toBe(false);
  });

  test.each<[readonly number[], boolean]>([
    [[2, 2], false],
    [[2, 1, 2], false],
    [[3, 2], true],
    [[1, 1, 1], false],
    [[2, 1], true],
    [[], false],
  ])('a split %j keeps a majority: %s', (groups, keeps) => expect(splitKeepsQuorum(groups)).toBe(keeps));

  test('with one link cut the member that reaches both leads all', () => {
    const after = quorumAfter(new Set(['a', 'b', 'c']), new Set(), [['a', 'b']]);
    expect(after).toMatchObject({ quorum: true, leaders: ['a', 'b', 'c'], serving: ['a', 'b', 'c'] });
  });

  test('a member that reaches no majority serves only if a leader reaches it', () => {
    const cuts: Cut[] = [
      ['a', 'b'],
      ['a', 'c'],
      ['a', 'd'],
    ];
    const after = quorumAfter(new Set(NAMES), new Set(), cuts);
    expect(after.leaders).toEqual(['b', 'c', 'd', 'e']);
    expect(after.serving).toEqual(NAMES);
  });

  test('agrees with every set of members tried', () => {
    fc.assert(
      fc.property(cluster, fc.subarray(NAMES), fc.subarray(links), (members, lost, cuts) => {
        const after = quorumAfter(new Set(members), new Set(lost), cuts);
        const leaders = naiveLeaders(members, new Set(lost), cuts);
        expect(after.leaders).toEqual(leaders);
        expect(after.quorum).toBe(leaders.length > 0);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  test('two majorities of one configuration always share a member', () => {
    fc.assert(
      fc.property(cluster, fc.subarray(NAMES), fc.subarray(NAMES), (members, some, others) => {
        const of = (set: string[]) => set.filter((member) => members.includes(member));
        if (!hasQuorum(of(some).length, members.length) || !hasQuorum(of(others).length, members.length)) return;
        expect(of(some).some((member) => of(others).includes(member))).toBe(true);
      }),
      { seed: 2, numRuns: 2000 },
    );
  });

  test.each<[string[], string[], string[], boolean]>([
    [['a', 'b', 'c'], [], ['a', 'b'], true],
    [['a', 'b', 'c'], ['a', 'b', 'c', 'd'], ['a', 'b'], false],
    [['a', 'b', 'c'], ['a', 'b', 'c', 'd'], ['a', 'b', 'd'], true],
    [['a', 'b', 'c'], ['c', 'd', 'e'], ['a', 'b', 'c'], false],
  ])('from %j to %j with %j healthy: %s', (old, next, healthy, holds) =>
    expect(hasJointQuorum(new Set(old), new Set(next), new Set(healthy))).toBe(holds),
  );
});
