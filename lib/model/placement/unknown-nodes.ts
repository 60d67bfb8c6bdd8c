import { hasNodeRules, withoutNodeRules } from '../kubernetes/node-rules';
import type { Node, PodSpec } from '../kubernetes/types';
import { minimalCutSets } from './cut-sets';
import type { PodSet } from './pod-set';
import type { Loss, LossOptions } from './worst-loss';

const HOSTNAME = 'kubernetes.io/hostname';

/** More inventories than anyone waits for. */
const MOST_INVENTORIES = 300;

export interface UnknownNodesOptions extends LossOptions {
  /** How many nodes there are that take pods without tolerations. @default 3 */
  readonly atLeast?: number;
}

/**
 * Whether enough pods survive the loss of one node, where nobody says which nodes there are: the verdict that holds on
 * every inventory with at least so many nodes, and inconclusive (`unknown-nodes`) where it depends.
 *
 * Each number of nodes is tried up to one more than there can be pods, after which one more empty node changes nothing,
 * and each way to divide them into domains of the pods' other topology key, which all nodes are taken to have. Where
 * pods ask for labels that nodes may lack, fewer nodes may remain, down to one.
 */
export function worstLossOnUnknownNodes(pods: PodSet, options: UnknownNodesOptions = {}): Loss {
  const keys = [...new Set(topologyKeys(pods.spec))].filter((key) => key !== HOSTNAME);
  const spec = withoutNodeRules(pods.spec);
  const fewest = hasNodeRules(pods.spec) ? 1 : (options.atLeast ?? 3);
  const mostPods = pods.replicas === 'perNode' ? fewest : pods.replicas + (pods.maxSurge ?? 0);

  const losses: Loss[] = [];
  for (let count = fewest; count <= Math.max(fewest, mostPods + 1); count++) {
    for (const sizes of keys.length > 0 ? partitions(count, count) : [[count]]) {
      if (losses.length >= MOST_INVENTORIES) return { verdict: 'inconclusive', reason: 'budget', states: 0 };
      losses.push(lossOfOneNode({ ...pods, spec }, inventory(sizes, keys), options));
    }
  }
  const states = losses.reduce((sum, loss) => sum + loss.states, 0);
  const [first] = losses;
  const unclear = losses.find((loss) => loss.verdict === 'inconclusive');
  if (unclear) return { ...unclear, states };
  // Several keys may divide the nodes differently, which is not tried.
  const agreed = keys.length < 2 && losses.every((loss) => loss.verdict === first?.verdict);
  return agreed && first ? { ...first, states } : { verdict: 'inconclusive', reason: 'unknown-nodes', states };
}

function lossOfOneNode(pods: PodSet, nodes: readonly Node[], options: LossOptions): Loss {
  const { sets, unclear } = minimalCutSets(pods, { nodes }, { ...options, order: 1 });
  const [worst] = sets;
  if (worst) return worst.loss;
  const [reason] = unclear;
  return reason ? { verdict: 'inconclusive', reason: reason.reason, states: 0 } : { verdict: 'survives', states: 0 };
}

function topologyKeys({ affinity, topologySpreadConstraints }: PodSpec): string[] {
  return [
    ...(topologySpreadConstraints ?? []).filter((c) => c.whenUnsatisfiable === 'DoNotSchedule'),
    ...(affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
  ].map((constraint) => constraint.topologyKey);
}

/** All ways to write a number as a sum of numbers up to `largest`, whatever their order. */
function partitions(total: number, largest: number): number[][] {
  if (total === 0) return [[]];
  const ways: number[][] = [];
  for (let size = Math.min(total, largest); size > 0; size--)
    for (const rest of partitions(total - size, size)) ways.push([size, ...rest]);
  return ways;
}

/** So many nodes in each domain. */
function inventory(sizes: readonly number[], keys: readonly string[]): Node[] {
  return sizes.flatMap((size, domain) =>
    Array.from({ length: size }, (_, i) => ({
      metadata: {
        name: `node-${domain + 1}-${i + 1}`,
        labels: Object.fromEntries(keys.map((key) => [key, `domain-${domain + 1}`])),
      },
    })),
  );
}
