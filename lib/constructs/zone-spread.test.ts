import fc from 'fast-check';
import type { NodeSpec } from '../spec/cluster-spec';
import { judgeZoneSpread } from './zone-spread';

const nodesIn = (sizes: readonly number[]): NodeSpec[] =>
  sizes.flatMap((size, zone) =>
    Array.from({ length: size }, (_, i) => ({ name: `z${zone}n${i}`, role: 'agent', zone: `z${zone}` }) as NodeSpec),
  );

/** Naive twin: tries every legal choice of the scheduler, one pod after the other; true when none ever ends in Pending. */
function neverPending(zoneSizes: readonly number[], replicas: number): boolean {
  const nodes = zoneSizes.flatMap((size, zone) => Array.from({ length: size }, () => zone));
  const seen = new Set<string>();
  const visit = (counts: readonly number[], placed: number): boolean => {
    if (placed === replicas) return true;
    const key = zoneSizes
      .map((_, z) =>
        counts
          .filter((_c, n) => nodes[n] === z)
          .sort((a, b) => a - b)
          .join(','),
      )
      .join('|');
    if (seen.has(key)) return true;
    seen.add(key);
    const zoneCounts = zoneSizes.map((_, z) => counts.reduce((sum, c, n) => sum + (nodes[n] === z ? c : 0), 0));
    const legal = counts.flatMap((count, n) =>
      count + 1 - Math.min(...counts) <= 1 && (zoneCounts[nodes[n]!] ?? 0) + 1 - Math.min(...zoneCounts) <= 1
        ? [n]
        : [],
    );
    return (
      legal.length > 0 &&
      legal.every((n) =>
        visit(
          counts.map((c, i) => (i === n ? c + 1 : c)),
          placed + 1,
        ),
      )
    );
  };
  return visit(
    nodes.map(() => 0),
    0,
  );
}

describe('judgeZoneSpread', () => {
  test.each([
    [[3], 3, 'none'],
    [[1, 1, 1], 3, 'hard'],
    [[2, 1], 3, 'hard'],
    [[3, 1], 3, 'hard'],
    [[3, 1], 4, 'soft'],
    [[2, 2, 1], 3, 'hard'],
    [[4, 1, 1], 5, 'soft'],
  ] as const)('zones of %j nodes, %d replicas: %s', (sizes, replicas, expected) => {
    expect(judgeZoneSpread(nodesIn(sizes), replicas)).toBe(expected);
  });

  test('a node without a zone makes zones unknown', () => {
    const [first, ...rest] = nodesIn([1, 1, 1]);
    const nodes: NodeSpec[] = [{ ...first!, zone: undefined }, ...rest];
    expect(judgeZoneSpread(nodes, 3)).toBe('none');
  });

  test('is hard exactly where no legal choice of the scheduler ends in Pending, with all nodes and with any one away', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 2, max: 6 }),
        (sizes, replicas) => {
          const total = sizes.reduce((a, b) => a + b, 0);
          fc.pre(replicas <= total && total > 2);
          const away = sizes.map((size, i) => sizes.map((s, j) => (i === j ? size - 1 : s)).filter((s) => s > 0));
          const possible = [sizes, ...away].every((zones) => neverPending(zones, replicas));
          expect(judgeZoneSpread(nodesIn(sizes), replicas)).toBe(possible ? 'hard' : 'soft');
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });
});
