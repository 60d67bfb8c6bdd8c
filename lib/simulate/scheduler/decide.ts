import type { SchedulerPod } from './cluster';
import { filterNodes } from './filters/filter-nodes';
import { classOf } from './placed-pods';
import { describeRejections, type Rejection, REJECTIONS } from './rejection';
import { type Scores, scoreNodes } from './scores/score-nodes';
import type { SchedulerState } from './state';

/** What kube-scheduler would do with a pod now. Nodes are numbers, in the cluster's order. */
export interface Decision {
  /** Nodes that pass every filter. */
  readonly feasible: readonly number[];
  /** Those of them with the highest score: kube-scheduler takes any of them. */
  readonly best: readonly number[];
  /** Of the feasible nodes, in their order; empty when there are fewer than two. */
  readonly scores: Scores;
  /** For each node why it cannot take the pod; undefined for feasible nodes. */
  readonly rejections: readonly (Rejection | undefined)[];
  /** Why the pod stays pending, as kube-scheduler writes it; undefined when it does not. */
  readonly reason: string | undefined;
}

/**
 * Decides on one pod by the default profile of kube-scheduler: filters, scores and the set of best nodes. Preemption and
 * volumes are no part of it. Clusters of more than 100 nodes are scored as a whole, of which kube-scheduler scores a part.
 *
 * Source: schedulePod, k8s.io/kubernetes v1.36.3, pkg/scheduler/schedule_one.go.
 */
export function decide(state: SchedulerState, pod: SchedulerPod): Decision {
  const waits = waitingReason(pod);
  if (waits !== undefined) return { feasible: [], best: [], scores: {}, rejections: [], reason: waits };
  const podClass = classOf(state, pod);
  if (podClass.verdicts.conflict) return conflict(state);
  const rejections = filterNodes(state, podClass);
  const feasible: number[] = [];
  for (let node = 0; node < rejections.length; node += 1) if (!rejections[node]) feasible.push(node);
  if (feasible.length === 0)
    return { feasible, best: [], scores: {}, rejections, reason: describeRejections(rejections as Rejection[]) };
  const scores = feasible.length === 1 ? {} : scoreNodes(state, podClass, feasible);
  return { feasible, best: bestOf(feasible, scores), scores, rejections, reason: undefined };
}

function bestOf(feasible: readonly number[], scores: Scores): readonly number[] {
  const totals = new Float64Array(feasible.length);
  for (const values of Object.values(scores))
    for (let index = 0; index < totals.length; index += 1) totals[index] = (totals[index] ?? 0) + (values[index] ?? 0);
  let highest = -Infinity;
  for (const total of totals) highest = Math.max(highest, total);
  return feasible.filter((_, index) => totals[index] === highest);
}

/** Why the scheduler does not even look at a pod. */
function waitingReason({ spec }: SchedulerPod): string | undefined {
  const gates = (spec.schedulingGates ?? []).map(({ name }) => name);
  if (gates.length > 0) return `SchedulingGated: ${gates.join(', ')}`;
  const { schedulerName } = spec;
  return schedulerName === undefined || schedulerName === '' || schedulerName === 'default-scheduler'
    ? undefined
    : `the scheduler ${schedulerName} places it`;
}

function conflict({ cluster: { nodes } }: SchedulerState): Decision {
  return {
    feasible: [],
    best: [],
    scores: {},
    rejections: nodes.map(() => REJECTIONS.nodeAffinity),
    reason:
      nodes.length === 0
        ? describeRejections([])
        : `0/${nodes.length} nodes are available: pod affinity terms conflict.`,
  };
}
