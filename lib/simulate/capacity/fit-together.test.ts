import fc from 'fast-check';
import type { Node } from '../../model/kubernetes/types';
import { naivePlacements } from '../../model/placement/fixtures/naive-twin';
import { nodes, podSets } from '../../model/placement/fixtures/random-cases';
import type { PodSet } from '../../model/placement/pod-set';
import { apart, inZones, pods, spread } from '../../model/placement/testing';
import { capacityAfterLoss } from './capacity-after-loss';
import { fitTogether } from './fit-together';

const withCpu = (zones: string, cpu: number): Node[] =>
  inZones(zones).map((node) => ({ ...node, status: { allocatable: { cpu, pods: 110 } } }));
const asking = (
  replicas: number,
  cpu: number,
  ...rest: Parameters<typeof pods> extends [unknown, ...infer R] ? R : never
) => {
  const [constraints = [], spec = {}] = rest;
  return pods(replicas, constraints, { ...spec, containers: [{ resources: { requests: { cpu } } }] });
};
const verdict = (sets: PodSet[], all: Node[], budget?: number) => fitTogether(sets, { nodes: all }, budget).verdict;

describe('fitTogether', () => {
  test.each([
    ['room for all', [asking(2, 2), asking(2, 2)], withCpu('ab', 4), 'fits'],
    ['more than all nodes have', [asking(5, 2)], withCpu('ab', 4), 'lacks-room'],
    ['enough in sum, but in pieces too small', [asking(2, 3), asking(1, 2)], withCpu('ab', 4), 'lacks-room'],
    ['enough room, but not apart', [asking(3, 1, [], apart())], withCpu('ab', 4), 'lacks-room'],
    ['the first fit is wrong', [asking(2, 3), asking(2, 2), asking(2, 2)], withCpu('ab', 7), 'fits'],
    ['an even spread over nodes', [asking(4, 2, [spread()])], withCpu('ab', 4), 'fits'],
    ['host ports of two sets', [port(1), port(1)], withCpu('a', 4), 'lacks-room'],
    ['host ports of two sets on two nodes', [port(1), port(1)], withCpu('ab', 4), 'fits'],
    ['nodes that do not say what they have', [asking(9, 9)], inZones('a'), 'fits'],
    ['no nodes', [asking(1, 1)], [], 'lacks-room'],
    ['nothing to place', [], [], 'fits'],
  ] as const)('%s', (_, sets, all, expected) => expect(verdict([...sets], [...all])).toBe(expected));

  test('what is reserved is not there', () => {
    expect(fitTogether([asking(2, 2)], { nodes: withCpu('a', 4), reserved: { cpu: 1000 } }).verdict).toBe('lacks-room');
  });

  test('gives up in the end', () => {
    const nine = [asking(9, 8)];
    expect(verdict(nine, withCpu('abcdefgh', 15), 50)).toBe('inconclusive');
    expect(verdict(nine, withCpu('abcdefgh', 15))).toBe('lacks-room');
  });

  test('the steps are the placement', () => {
    const fit = fitTogether([asking(1, 1), asking(1, 3)], { nodes: withCpu('ab', 3) });
    expect(fit).toMatchObject({
      steps: [
        { set: 1, node: 'n0' },
        { set: 0, node: 'n1' },
      ],
    });
  });

  test('is what trying everything gives', () => {
    const verdicts = { fits: 0, 'lacks-room': 0 };
    fc.assert(
      fc.property(nodes(3), fc.array(podSets(3), { minLength: 1, maxLength: 3 }), (all, sets) => {
        const expected = naivelyFits(sets, all) ? 'fits' : 'lacks-room';
        expect(verdict(sets, all, 1_000_000)).toBe(expected);
        verdicts[expected]++;
      }),
      { numRuns: 300, seed: 17 },
    );
    expect(Math.min(verdicts.fits, verdicts['lacks-room'])).toBeGreaterThan(40);
  });
});

function port(cpu: number): PodSet {
  return pods(1, [], { containers: [{ ports: [{ hostPort: 80 }], resources: { requests: { cpu } } }] });
}

/** Combines each way to place one set with each of the others. */
function naivelyFits(
  sets: readonly PodSet[],
  all: readonly Node[],
  taken = all.map(() => ({ cpu: 0, ports: 0 })),
): boolean {
  const [set, ...others] = sets;
  if (!set) return true;
  const usesPort = set.spec.containers?.[0]?.ports?.[0]?.hostPort ? 1 : 0;
  return naivePlacements(set, all).some((counts) => {
    const now = taken.map(({ cpu, ports }, i) => ({ cpu: cpu + counts[i]!, ports: ports + usesPort * counts[i]! }));
    const legal = now.every(({ cpu, ports }, i) => cpu <= Number(all[i]?.status?.allocatable?.['cpu']) && ports <= 1);
    return legal && naivelyFits(others, all, now);
  });
}

describe('capacityAfterLoss', () => {
  const sets = [asking(3, 2)];
  const lacking = (losses: 0 | 1 | 2) =>
    [...capacityAfterLoss(sets, { nodes: withCpu('aab', 4) }, losses)].flatMap(({ lost, alike, fit }) =>
      fit.verdict === 'fits' ? [] : [`${lost.join('+')} and ${alike - 1} alike`],
    );

  test('without any, one or two nodes', () => {
    expect(lacking(0)).toEqual([]);
    expect(lacking(1)).toEqual([]);
    expect(lacking(2)).toEqual(['n0+n1 and 0 alike', 'n0+n2 and 1 alike']);
  });
});
