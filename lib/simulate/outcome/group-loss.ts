import type { History } from '../../model/placement/histories';
import { toPlacementProblem, type PlacementProblem } from '../../model/placement/placement-problem';
import type { Unclear } from '../../model/placement/read-constraints';
import { findSymmetry, type Symmetry } from '../../model/placement/symmetry';
import { worstLossOnUnknownNodes } from '../../model/placement/unknown-nodes';
import { worstLossOf, type InconclusiveReason, type Loss } from '../../model/placement/worst-loss';
import type { PodGroup } from '../world/pod-groups';
import { surroundingsOf, type World } from '../world/world';

/** Whether enough pods of a group are left, and a placement in which they are not: pods by node. */
export type GroupLoss =
  | { readonly verdict: 'survives' }
  | { readonly verdict: 'outage'; readonly placement: readonly Placed[]; readonly away: readonly string[] }
  | { readonly verdict: 'inconclusive'; readonly reason: InconclusiveReason };

interface Placed {
  readonly node: string;
  readonly pods: number;
}

/** Answers for one world, kept: nodes that are alike have the same. */
export class GroupLosses {
  private readonly problems = new Map<PodGroup, PlacementProblem | Unclear>();
  private readonly symmetries = new Map<PodGroup, Symmetry>();
  private readonly known = new Map<string, { readonly loss: GroupLoss; readonly first: string }>();
  private readonly most = new Map<string, number>();
  private readonly nodeNumbers = new Map<PodGroup, ReadonlyMap<string, number>>();
  private readonly numbers: ReadonlyMap<PodGroup, number>;

  constructor(private readonly world: World) {
    this.numbers = new Map(world.groups.map((group, i) => [group, i]));
  }

  problemOf(group: PodGroup): PlacementProblem | Unclear {
    const known = this.problems.get(group);
    if (known) return known;
    const problem = toPlacementProblem(group.pods, surroundingsOf(this.world, group));
    this.problems.set(group, problem);
    return problem;
  }

  /** What the loss of any one node does, where nobody named the nodes. */
  ofAnyNode(group: PodGroup): GroupLoss {
    return toGroupLoss(worstLossOnUnknownNodes(group.pods, { need: group.need }));
  }

  /** Pods that run are taken as they are; otherwise every placement that is legal is looked at. */
  of(group: PodGroup, lost: ReadonlySet<string>, history: History = 'rollouts'): GroupLoss {
    const running = this.world.running.get(group);
    if (running) return lossOfRunning(running, group, lost);
    if (group.asksForUnknownNodes) return { verdict: 'inconclusive', reason: 'unknown-nodes' };
    const problem = this.problemOf(group);
    if ('unclear' in problem) return { verdict: 'inconclusive', reason: problem.unclear };
    const failed = this.failedOf(group, problem, lost);
    const key = this.keyOf(group, problem, failed, history);
    const first = problem.nodes[failed[0] ?? -1] ?? '';
    const known = this.known.get(key);
    if (known) return renamed(known.loss, known.first, first);
    const loss = toGroupLoss(worstLossOf(problem, lost, { need: group.need, history }));
    this.known.set(key, { loss, first });
    return loss;
  }

  /** The most ready pods that lost nodes can have, in any legal placement; undefined where it cannot be told. */
  mostLost(group: PodGroup, lost: ReadonlySet<string>): number | undefined {
    const running = this.world.running.get(group);
    if (running) return [...running].reduce((sum, [node, pods]) => sum + (lost.has(node) ? pods : 0), 0);
    const problem = this.problemOf(group);
    if ('unclear' in problem) return undefined;
    const failed = this.failedOf(group, problem, lost).filter((node) => (problem.capacity[node] ?? 0) > 0);
    if (failed.length === 0) return 0;
    if (group.pods.replicas === 'perNode') return failed.length;
    const key = `most ${this.keyOf(group, problem, failed, 'rollouts')}`;
    const known = this.most.get(key);
    if (known !== undefined) return known;
    let left = group.replicas;
    while (left > 0) {
      const loss = worstLossOf(problem, lost, { need: left });
      if (loss.verdict === 'inconclusive') return undefined;
      if (loss.verdict === 'survives') break;
      left = loss.survivors;
    }
    this.most.set(key, group.replicas - left);
    return group.replicas - left;
  }

  /** Numbers of the lost nodes that matter to a group, in order. */
  private failedOf(group: PodGroup, { nodes }: PlacementProblem, lost: ReadonlySet<string>): readonly number[] {
    let numbers = this.nodeNumbers.get(group);
    if (!numbers) this.nodeNumbers.set(group, (numbers = new Map(nodes.map((name, node) => [name, node]))));
    const found: number[] = [];
    for (const name of lost) {
      const node = numbers.get(name);
      if (node !== undefined) found.push(node);
    }
    return found.sort((a, b) => a - b);
  }

  /** Single nodes of one group of the symmetry are one question. */
  private keyOf(group: PodGroup, problem: PlacementProblem, failed: readonly number[], history: History): string {
    const number = this.numbers.get(group) ?? -1;
    const [only, ...others] = failed;
    if (only === undefined || others.length > 0) return `${number} ${history} ${failed.join()}`;
    let symmetry = this.symmetries.get(group);
    if (!symmetry) this.symmetries.set(group, (symmetry = findSymmetry(problem, () => '')));
    return `${number} ${history} like ${symmetry.groupOf[only] ?? -1}`;
  }
}

/** The answer for a node that is like the one it was found for: the two change places. */
function renamed(loss: GroupLoss, from: string, to: string): GroupLoss {
  if (loss.verdict !== 'outage' || from === to) return loss;
  const swap = (name: string) => (name === from ? to : name === to ? from : name);
  return {
    ...loss,
    placement: loss.placement.map(({ node, pods }) => ({ node: swap(node), pods })),
    away: loss.away.map(swap),
  };
}

function toGroupLoss(loss: Loss): GroupLoss {
  switch (loss.verdict) {
    case 'survives':
      return { verdict: 'survives' };
    case 'inconclusive':
      return { verdict: 'inconclusive', reason: loss.reason };
    case 'outage': {
      const left = loss.witness.steps.filter(({ event }) => event !== 'bind' && event !== 'delete');
      return {
        verdict: 'outage',
        placement: loss.witness.placement,
        away: [...new Set(left.map(({ node }) => node))],
      };
    }
  }
}

function lossOfRunning(running: ReadonlyMap<string, number>, { need }: PodGroup, lost: ReadonlySet<string>): GroupLoss {
  const placement = [...running].map(([node, pods]) => ({ node, pods }));
  const left = placement.filter(({ node }) => !lost.has(node)).reduce((sum, { pods }) => sum + pods, 0);
  return left >= need ? { verdict: 'survives' } : { verdict: 'outage', placement, away: [] };
}
