import { admitPod } from '../../../lib/simulate/scheduler/admit-pod';
import { podName } from '../../../lib/simulate/scheduler/cluster';
import { decide, type Decision } from '../../../lib/simulate/scheduler/decide';
import type { RandomCluster } from '../../../lib/simulate/scheduler/fixtures/random-cluster';
import { addPod } from '../../../lib/simulate/scheduler/placed-pods';
import type { ScorePlugin } from '../../../lib/simulate/scheduler/scores/score-nodes';
import { makeState } from '../../../lib/simulate/scheduler/state';
import type { RealStep } from './scheduling-cycle';

/** One thing that the simulator and the scheduler say differently. */
export interface Disagreement {
  readonly pod: string;
  readonly about: 'choice' | 'feasible' | 'reason' | 'score' | 'message';
  readonly where?: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** Decides on each pod as the scheduler did, in the same cluster at the same time, and follows its choices. */
export function compare({ cluster, pods }: RandomCluster, steps: readonly RealStep[]): readonly Disagreement[] {
  const state = makeState(cluster);
  const admitted = pods.map(admitPod);
  for (const pod of admitted) if (pod.spec.nodeName) addPod(state, pod, pod.spec.nodeName);
  return admitted
    .filter((pod) => !pod.spec.nodeName)
    .flatMap((pod, index) => {
      const real = steps[index];
      if (real?.pod !== podName(pod)) throw new Error(`step ${index} is ${real?.pod ?? 'missing'}`);
      const found = compareStep(
        decide(state, pod),
        real,
        cluster.nodes.map(({ metadata }) => metadata.name),
      );
      if (real.chosen !== undefined) addPod(state, pod, real.chosen);
      return found;
    });
}

function compareStep(ours: Decision, real: RealStep, names: readonly string[]): readonly Disagreement[] {
  const name = (node: number) => names[node] ?? '';
  const { pod } = real;
  const found: Disagreement[] = [];
  const best = ours.best.map(name);
  if (real.chosen !== undefined && !best.includes(real.chosen))
    found.push({ pod, about: 'choice', ours: best, theirs: real.chosen });
  if (real.chosen === undefined && best.length > 0)
    found.push({ pod, about: 'choice', ours: best, theirs: real.message });
  const feasible = ours.feasible.map(name).sort();
  if (feasible.join() !== [...real.feasible].sort().join())
    found.push({ pod, about: 'feasible', ours: feasible, theirs: real.feasible });
  names.forEach((node, number) => {
    const theirs = real.rejected[node];
    if (!theirs) return;
    const reasons = ours.rejections[number]?.reasons ?? [];
    if ([...reasons].sort().join() !== [...theirs].sort().join())
      found.push({ pod, about: 'reason', where: node, ours: reasons, theirs });
  });
  ours.feasible.forEach((number, index) => {
    for (const [plugin, theirs] of Object.entries(real.scores[name(number)] ?? {})) {
      const score = ours.scores[plugin as ScorePlugin]?.[index] ?? 0;
      if (score !== theirs)
        found.push({ pod, about: 'score', where: `${name(number)} ${plugin}`, ours: score, theirs });
    }
  });
  if (real.message !== 'gated' && (real.message ?? '') !== (ours.reason ?? ''))
    found.push({ pod, about: 'message', ours: ours.reason, theirs: real.message });
  return found;
}
