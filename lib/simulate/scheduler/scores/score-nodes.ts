import type { PodClass } from '../pod-class';
import { carriersOf, type SchedulerState } from '../state';
import { forEachNode } from './for-each-node';
import { scaleToLargest } from './normalize';
import { scorePodAffinity } from './pod-affinity';
import { scoreBalance, scoreFree } from './resources';
import { scoreSpread } from './spread';

/** The plugins that score, with their weights in the default profile. */
export const WEIGHTS = {
  TaintToleration: 3,
  NodeAffinity: 2,
  NodeResourcesFit: 1,
  PodTopologySpread: 2,
  InterPodAffinity: 2,
  NodeResourcesBalancedAllocation: 1,
  ImageLocality: 1,
} as const;

export type ScorePlugin = keyof typeof WEIGHTS;

/** Weighted scores of nodes, in the order of the nodes that were asked about. A plugin that is absent says nothing. */
export type Scores = Readonly<Partial<Record<ScorePlugin, Float64Array>>>;

/**
 * Scores the nodes that passed the filters.
 *
 * Source: getDefaultPlugins, k8s.io/kubernetes v1.36.3, pkg/scheduler/apis/config/v1/default_plugins.go.
 *
 * @param feasible node numbers, at least one
 */
export function scoreNodes(state: SchedulerState, pod: PodClass, feasible: readonly number[]): Scores {
  const { table } = state;
  const { verdicts, requests, softSpread, images } = pod;
  const pick = (values: Int32Array) => forEachNode(feasible, (node) => values[node] ?? 0);
  const scores: Partial<Record<ScorePlugin, Float64Array>> = {};
  scores.TaintToleration = pick(verdicts.dislikedTaints);
  scaleToLargest(scores.TaintToleration, true);
  if (verdicts.preference) {
    scores.NodeAffinity = pick(verdicts.preference);
    scaleToLargest(scores.NodeAffinity, false);
  }
  scores.NodeResourcesFit = forEachNode(feasible, (node) => scoreFree(table, requests, node));
  if (softSpread) scores.PodTopologySpread = scoreSpread(softSpread, feasible);
  const carriers = carriersOf(state, pod.identity);
  if (pod.preferences.length + carriers.length > 0) scores.InterPodAffinity = scorePodAffinity(pod, carriers, feasible);
  if (requests.cpu + requests.memory > 0)
    scores.NodeResourcesBalancedAllocation = forEachNode(feasible, (node) => scoreBalance(table, requests, node));
  scores.ImageLocality = pick(images);
  for (const [plugin, values] of Object.entries(scores)) {
    const weight = WEIGHTS[plugin as ScorePlugin];
    for (let index = 0; index < values.length; index += 1) values[index] = (values[index] ?? 0) * weight;
  }
  return scores;
}
