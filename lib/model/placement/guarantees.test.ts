import fc from 'fast-check';
import { naivePlacements } from './fixtures/naive-twin';
import { failures, nodes, podSets } from './fixtures/random-cases';
import { fewestDomains, fewestSurvivors } from './guarantees';
import { apart, inZones, pods, spread, ZONE } from './testing';

const options = { history: 'fresh', budget: 1_000_000 } as const;

describe('fewestSurvivors', () => {
  test.each([
    ['nothing asked', pods(3), 'abc', 0],
    ['apart', pods(3, [], apart()), 'abc', 2],
    ['five on three nodes', pods(5, [spread()]), 'abc', 3],
    ['what is Pending does not survive', pods(5, [], apart()), 'abc', 2],
  ] as const)('%s', (_, set, zones, guaranteed) =>
    expect(fewestSurvivors(set, { nodes: inZones(zones) }, ['n0'], options)).toEqual({ guaranteed }),
  );

  test('is the least of all placements', () => {
    fc.assert(
      fc.property(nodes(4), podSets(4), failures, (all, set, failed) => {
        const placements = naivePlacements(set, all);
        // Where replicas stay Pending other placements count, too.
        fc.pre(placements.length > 0);
        const survivors = placements.map((counts) =>
          counts.reduce((sum, count, i) => sum + (failed.includes(`n${i}`) ? 0 : count), 0),
        );
        const found = fewestSurvivors(set, { nodes: all }, failed, options);
        expect('guaranteed' in found && found.guaranteed).toBeLessThanOrEqual(Math.min(...survivors));
        if (!canBeStuck(set)) expect(found).toEqual({ guaranteed: Math.min(...survivors) });
      }),
      { numRuns: 300, seed: 23 },
    );
  });
});

/** Only with constraints can some placements of the same pods end in Pending and others not. */
function canBeStuck({ spec }: ReturnType<typeof pods>): boolean {
  const anti = spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const affinity = spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return anti.length + affinity.length + (spec.topologySpreadConstraints ?? []).length > 1;
}

describe('fewestDomains', () => {
  test.each([
    ['nothing asked', pods(3), 'abc', undefined, 1],
    ['apart', pods(3, [], apart()), 'abcd', undefined, 3],
    ['zones', pods(3, [spread()]), 'aabb', ZONE, 2],
    ['zones without a constraint', pods(2, [spread()]), 'aabb', ZONE, 1],
    ['nowhere to run', pods(2, [], { nodeSelector: { gpu: 'yes' } }), 'ab', undefined, 0],
    ['one a node', pods('perNode'), 'abc', undefined, 3],
  ] as const)('%s', (_, set, zones, topologyKey, guaranteed) =>
    expect(fewestDomains(set, { nodes: inZones(zones) }, { ...options, topologyKey })).toEqual({ guaranteed }),
  );
});
