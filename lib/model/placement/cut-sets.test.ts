import fc from 'fast-check';
import type { Node } from '../kubernetes/types';
import { minimalCutSets, type CutSetOptions } from './cut-sets';
import { nodes, podSets } from './fixtures/random-cases';
import type { PodSet } from './pod-set';
import { worstLoss } from './worst-loss';

const ZONE = 'topology.kubernetes.io/zone';
const inZones = (zones: string): Node[] =>
  zones.split('').map((zone, i) => ({ metadata: { name: `n${i}`, labels: { [ZONE]: zone } } }));
const spreadOver = (replicas: number, ...keys: string[]): PodSet => ({
  namespace: 'shop',
  labels: { app: 'web' },
  replicas,
  spec: {
    topologySpreadConstraints: keys.map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'web' } },
    })),
  },
});
const kinds = (set: PodSet, zones: string, options: CutSetOptions) =>
  minimalCutSets(set, { nodes: inZones(zones) }, options).sets.map(({ domains, alike }) => [domains.join('+'), alike]);

describe('minimalCutSets', () => {
  const host = 'kubernetes.io/hostname';

  test('any single node, where nothing keeps pods apart', () => {
    expect(kinds(spreadOver(3), 'abc', { order: 3 })).toEqual([['n0', 3]]);
  });

  test('any three nodes, where three pods are apart', () => {
    expect(kinds(spreadOver(3, host), 'abcde', { order: 2 })).toEqual([]);
    expect(kinds(spreadOver(3, host), 'abcde', { order: 3 })).toEqual([['n0+n1+n2', 10]]);
  });

  test('zones fail as a whole', () => {
    expect(kinds(spreadOver(2, host), 'aabbc', { topologyKey: ZONE, order: 2 })).toEqual([['a', 2]]);
    expect(kinds(spreadOver(3, host, ZONE), 'aabbc', { topologyKey: ZONE, order: 2 })).toEqual([]);
  });

  test('nothing has to fail where nothing can run', () => {
    const set = { ...spreadOver(2), spec: { nodeSelector: { gpu: 'yes' } } };
    expect(kinds(set, 'abc', { order: 2 })).toEqual([['', 1]]);
  });

  test('a hundred nodes', () => {
    const { sets } = minimalCutSets(
      spreadOver(3, host, ZONE),
      { nodes: inZones('abc'.repeat(40).slice(0, 100)) },
      { order: 3 },
    );
    // One node of each zone: 34 × 33 × 33, by size of the zones.
    expect(sets.reduce((sum, set) => sum + set.alike, 0)).toBe(34 * 33 * 33);
  });

  test('are those that asking for each set gives', () => {
    fc.assert(
      fc.property(nodes(4), podSets(4), fc.constantFrom(host, ZONE), (all, pods, topologyKey) => {
        const values = [...new Set(all.flatMap((n) => n.metadata.labels?.[topologyKey] ?? []))];
        const subsets = Array.from({ length: 2 ** values.length }, (_, bits) =>
          values.filter((_v, i) => bits & (1 << i)),
        );
        const isCut = (chosen: string[]) => {
          const failed = all
            .filter((n) => chosen.includes(n.metadata.labels?.[topologyKey] ?? '-'))
            .map((n) => n.metadata.name);
          return worstLoss(pods, { nodes: all }, failed).verdict === 'outage';
        };
        const cuts = subsets.filter(isCut);
        const minimal = cuts.filter(
          (cut) => !cuts.some((other) => other.length < cut.length && other.every((v) => cut.includes(v))),
        );
        const { sets, unclear } = minimalCutSets(pods, { nodes: all }, { order: 4, topologyKey });
        expect(unclear).toEqual([]);
        expect(sets.reduce((sum, set) => sum + set.alike, 0)).toBe(minimal.length);
        for (const set of sets) expect(minimal.map((m) => m.sort().join())).toContain([...set.domains].sort().join());
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});
