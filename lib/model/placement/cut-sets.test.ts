import fc from 'fast-check';
import { minimalCutSets, type CutSetOptions } from './cut-sets';
import { nodes, podSets } from './fixtures/random-cases';
import type { PodSet } from './pod-set';
import { HOSTNAME, inZones, pods, spread, ZONE } from './testing';
import { worstLoss } from './worst-loss';

const spreadOver = (replicas: number, ...keys: string[]) =>
  pods(
    replicas,
    keys.map((topologyKey) => spread({ topologyKey })),
    {},
    { maxSurge: 0 },
  );
const kinds = (set: PodSet, zones: string, options: CutSetOptions) =>
  minimalCutSets(set, { nodes: inZones(zones) }, options).sets.map(({ domains, alike }) => [domains.join('+'), alike]);

describe('minimalCutSets', () => {
  test('any single node, where nothing keeps pods apart', () => {
    expect(kinds(spreadOver(3), 'abc', { order: 3 })).toEqual([['n0', 3]]);
  });

  test('any three nodes, where three pods are apart', () => {
    expect(kinds(spreadOver(3, HOSTNAME), 'abcde', { order: 2 })).toEqual([]);
    expect(kinds(spreadOver(3, HOSTNAME), 'abcde', { order: 3 })).toEqual([['n0+n1+n2', 10]]);
  });

  test('zones fail as a whole', () => {
    expect(kinds(spreadOver(2, HOSTNAME), 'aabbc', { topologyKey: ZONE, order: 2 })).toEqual([['a', 2]]);
    expect(kinds(spreadOver(3, HOSTNAME, ZONE), 'aabbc', { topologyKey: ZONE, order: 2 })).toEqual([]);
  });

  test('nothing has to fail where nothing can run', () => {
    const set = { ...spreadOver(2), spec: { nodeSelector: { gpu: 'yes' } } };
    expect(kinds(set, 'abc', { order: 2 })).toEqual([['', 1]]);
  });

  test('a hundred nodes', () => {
    const { sets } = minimalCutSets(
      spreadOver(3, HOSTNAME, ZONE),
      { nodes: inZones('abc'.repeat(40).slice(0, 100)) },
      { order: 3 },
    );
    // One node of each zone: 34 × 33 × 33, by size of the zones.
    expect(sets.reduce((sum, { alike }) => sum + alike, 0)).toBe(34 * 33 * 33);
  });

  test('are those that asking for each set gives', () => {
    fc.assert(
      fc.property(nodes(4), podSets(4), fc.constantFrom(HOSTNAME, ZONE), (all, set, topologyKey) => {
        const values = [...new Set(all.flatMap((n) => n.metadata.labels?.[topologyKey] ?? []))];
        const subsets = Array.from({ length: 2 ** values.length }, (_, bits) =>
          values.filter((_v, i) => bits & (1 << i)),
        );
        const isCut = (chosen: string[]) => {
          const failed = all
            .filter((n) => chosen.includes(n.metadata.labels?.[topologyKey] ?? '-'))
            .map((n) => n.metadata.name);
          return worstLoss(set, { nodes: all }, failed).verdict === 'outage';
        };
        const cuts = subsets.filter(isCut);
        const minimal = cuts.filter(
          (cut) => !cuts.some((other) => other.length < cut.length && other.every((v) => cut.includes(v))),
        );
        const { sets, unclear } = minimalCutSets(set, { nodes: all }, { order: 4, topologyKey });
        expect(unclear).toEqual([]);
        expect(sets.reduce((sum, { alike }) => sum + alike, 0)).toBe(minimal.length);
        for (const cut of sets) expect(minimal.map((m) => m.sort().join())).toContain([...cut.domains].sort().join());
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});
