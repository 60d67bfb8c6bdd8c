import fc from 'fast-check';
import { naiveOutage } from './fixtures/naive-twin';
import { failures, nodes, podSets } from './fixtures/random-cases';
import type { History } from './histories';
import { worstLoss } from './worst-loss';

describe('the exact verdict is that of trying every legal sequence', () => {
  test.each<[History, number, number]>([
    ['fresh', 5, 5],
    ['rollouts', 4, 3],
    ['failures', 3, 3],
    ['joining', 4, 4],
  ])('%s, up to %d nodes and %d replicas', (history, mostNodes, mostPods) => {
    const verdicts = { survives: 0, outage: 0, byHistory: 0, byCounting: 0 };
    fc.assert(
      fc.property(
        nodes(mostNodes),
        podSets(mostPods),
        failures,
        fc.constantFrom(1, 1, 1, 2),
        (all, pods, failed, need) => {
          const loss = worstLoss(pods, { nodes: all }, failed, { need, history, budget: 1_000_000 });
          const expected = naiveOutage(pods, all, failed, need, history) ? 'outage' : 'survives';
          expect(loss.verdict).toBe(expected);
          verdicts[expected]++;
          if (loss.verdict === 'survives' && loss.states === 0) verdicts.byCounting++;
          if (loss.verdict === 'outage' && loss.history === history) verdicts.byHistory++;
        },
      ),
      { numRuns: 400, seed: 7 },
    );
    if (history !== 'joining') expect(verdicts.byCounting).toBeGreaterThan(40);
    // Both answers, and some that only this history gives, have to come up for the comparison to mean anything.
    expect(verdicts.byHistory).toBeGreaterThan(2);
    expect(Math.min(verdicts.survives, verdicts.outage)).toBeGreaterThan(40);
  });
});
