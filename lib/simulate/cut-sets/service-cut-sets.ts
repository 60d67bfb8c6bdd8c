import { minimalCutSets, type CutSetOptions } from '../../model/placement/cut-sets';
import { toPlacementProblem } from '../../model/placement/placement-problem';
import type { PodSet, Surroundings } from '../../model/placement/pod-set';
import { worstLossOf, type InconclusiveReason, type Loss } from '../../model/placement/worst-loss';

export interface ServiceCutSetOptions extends Omit<CutSetOptions, 'topologyKey' | 'need'> {
  /** Most sets of nodes that are asked about, for a service with several workloads. @default 5000 */
  readonly mostSets?: number;
}

/** Nodes that have to fail together to stop a service, none of which may be left out. */
export interface ServiceCutSet {
  readonly nodes: readonly string[];
  /** Of each workload, in their order: where its pods can be. */
  readonly losses: readonly Extract<Loss, { verdict: 'outage' }>[];
  /** How many sets are like this one, with itself; 1 where a service has several workloads, which are all listed. */
  readonly alike: number;
}

export interface ServiceCutSets {
  readonly sets: readonly ServiceCutSet[];
  /** Sets for which it could not be told; without nodes, everything beyond those listed. */
  readonly unclear: readonly { readonly nodes: readonly string[]; readonly reason: InconclusiveReason }[];
}

/**
 * The smallest sets of nodes whose failure can stop a service: all workloads behind it lose every pod. Workloads choose
 * their places on their own, so that the worst of each may come together. A service without workloads has none.
 */
export function serviceCutSets(
  workloads: readonly PodSet[],
  surroundings: Surroundings,
  options: ServiceCutSetOptions = {},
): ServiceCutSets {
  const [only, ...others] = workloads;
  if (!only) return { sets: [], unclear: [] };
  if (others.length > 0) return cutSetsOfSeveral(workloads, surroundings, options);
  const { sets, unclear } = minimalCutSets(only, surroundings, options);
  return {
    sets: sets.map(({ nodes, loss, alike }) => ({ nodes, losses: [loss], alike })),
    unclear: unclear.map(({ domains, reason }) => ({ nodes: domains, reason })),
  };
}

function cutSetsOfSeveral(
  workloads: readonly PodSet[],
  surroundings: Surroundings,
  { order = 2, mostSets = 5000, ...options }: ServiceCutSetOptions,
): ServiceCutSets {
  const problems = [];
  for (const workload of workloads) {
    const problem = toPlacementProblem(workload, surroundings);
    if ('unclear' in problem) return { sets: [], unclear: [{ nodes: [], reason: problem.unclear }] };
    problems.push(problem);
  }
  const names = [...new Set(problems.flatMap((problem) => problem.nodes))];
  const sets: ServiceCutSet[] = [];
  const unclear: ServiceCutSets['unclear'][number][] = [];
  let asked = 0;
  let level: (readonly string[])[] = [[]];
  for (let size = 0; size <= order; size++) {
    const survived: (readonly string[])[] = [];
    for (const nodes of level) {
      if (sets.some((cut) => cut.nodes.every((node) => nodes.includes(node)))) continue;
      if (++asked > mostSets) return { sets, unclear: [...unclear, { nodes: [], reason: 'budget' }] };
      const losses = problems.map((problem) => worstLossOf(problem, nodes, options));
      const outages = losses.filter((loss) => loss.verdict === 'outage');
      if (outages.length === losses.length) {
        sets.push({ nodes, losses: outages, alike: 1 });
        continue;
      }
      survived.push(nodes);
      const doubt = losses.find((loss) => loss.verdict === 'inconclusive');
      if (doubt && losses.every((loss) => loss.verdict !== 'survives')) unclear.push({ nodes, reason: doubt.reason });
    }
    // Names come in one order, so that each set is made once: from the one without its last node.
    level = survived.flatMap((nodes) =>
      names.slice(names.indexOf(nodes.at(-1) ?? '') + 1).map((name) => [...nodes, name]),
    );
  }
  return { sets, unclear };
}
