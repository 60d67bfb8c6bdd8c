import { randomCluster } from '../lib/simulate/scheduler/fixtures/random-cluster';
import { describeWith } from './harness/components/describe-with';
import { compare, type Disagreement } from './harness/placement/compare';
import { runSchedulingCycles } from './harness/placement/scheduling-cycle';

const CLUSTERS = 1200;
const SEED = 20_000;

describeWith('scheduling-cycle')('likely placement', () => {
  test(`is that of kube-scheduler on ${CLUSTERS} random clusters: nodes, scores and reasons`, async () => {
    const clusters = Array.from({ length: CLUSTERS }, (_, index) => randomCluster(SEED + index));
    const real = await runSchedulingCycles(clusters);
    const found = clusters.flatMap((cluster, index) =>
      compare(cluster, real[index] ?? []).map((one): Disagreement & { seed: number } => ({
        seed: SEED + index,
        ...one,
      })),
    );
    const steps = real.flat();
    const pending = steps.filter(({ chosen }) => chosen === undefined).length;
    const scores = steps.reduce(
      (sum, step) => sum + Object.values(step.scores).reduce((all, node) => all + Object.keys(node).length, 0),
      0,
    );
    const told = `${steps.length} pods, ${pending} of them pending, ${scores} scores on ${CLUSTERS} clusters`;
    process.stdout.write(`placement: ${told}: ${found.length} disagreements\n`);
    expect(found.slice(0, 5)).toEqual([]);
    expect(found).toHaveLength(0);
    // What was compared is worth it: neither all pending nor all free.
    expect(pending).toBeGreaterThan(steps.length / 10);
    expect(pending).toBeLessThan(steps.length / 2);
  });
});
