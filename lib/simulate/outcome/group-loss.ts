import type { History } from '../../model/placement/histories';
import { toPlacementProblem, type PlacementProblem } from '../../model/placement/placement-problem';
import type { Unclear } from '../../model/placement/read-constraints';
import { findSymmetry, type Symmetry } from '../../model/placement/symmetry';
import { worstLossOnUnknownNodes } from '../../model/placement/unknown-nodes';
import { worstLossOf, type InconclusiveReason, type Loss } from '../../model/placement/worst-loss';
import type { PodGroup } from '../world/pod-groups';
import type { PodsOnNode } from '../simulation-result';
import { surroundingsOf, type World } from '../world/world';
import { keep } from '../keep';

/** Whether enough pods of a group are left, and a placement in which they are not: pods by node. */
export type GroupLoss =
  | { readonly verdict: 'survives' }
  | { readonly verdict: 'outage'; readonly placement: readonly PodsOnNode[]; readonly away: readonly string[] }
  | { readonly verdict: 'inconclusive'; readonly reason: InconclusiveReason };

/** A problem that several groups have: their pods may go to the same places. */
interface KnownProblem {
  readonly problem: PlacementProblem;
  readonly number: number;
  readonly numberOf: ReadonlyMap<string, number>;
  /** Made when it is asked for first. */
  symmetry?: Symmetry;
}

/** Answers for one world, kept: groups with the same problem have the same, and so have nodes that are alike. */
export class GroupLosses {
  /** Groups by what the return of their pods depends on. */
  readonly kinds = new Map<PodGroup, string>();
  private readonly byGroup = new Map<PodGroup, KnownProblem | Unclear>();
  private readonly byContent = new Map<string, KnownProblem>();
  private readonly known = new Map<string, GroupLoss>();
  private readonly most = new Map<string, number>();

  constructor(private readonly world: World) {}

  problemOf(group: PodGroup): PlacementProblem | Unclear {
    const known = this.knownProblem(group);
    return 'unclear' in known ? known : known.problem;
  }

  /** The same number for groups with the same problem; undefined where there is none. */
  numberOf(group: PodGroup): number | undefined {
    const known = this.knownProblem(group);
    return 'unclear' in known ? undefined : known.number;
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
    const known = this.knownProblem(group);
    if ('unclear' in known) return { verdict: 'inconclusive', reason: known.unclear };
    const { problem } = known;
    const failed = failedOf(known, lost);
    const { need } = group;
    const asked = exchanged(known, failed);
    const loss = keep(this.known, `${known.number} ${need} ${history} ${asked.nodes.join()}`, () =>
      toGroupLoss(
        worstLossOf(
          problem,
          asked.nodes.map((node) => problem.nodes[node] ?? ''),
          { need, history },
        ),
      ),
    );
    return renamed(loss, problem.nodes[asked.one] ?? '', problem.nodes[asked.other] ?? '');
  }

  /** The most ready pods that lost nodes can have, in any legal placement; undefined where it cannot be told. */
  mostLost(group: PodGroup, lost: ReadonlySet<string>): number | undefined {
    const running = this.world.running.get(group);
    if (running) return [...running].reduce((sum, [node, pods]) => sum + (lost.has(node) ? pods : 0), 0);
    const known = this.knownProblem(group);
    if ('unclear' in known) return undefined;
    const { problem } = known;
    const failed = failedOf(known, lost).filter((node) => (problem.capacity[node] ?? 0) > 0);
    if (failed.length === 0) return 0;
    if (group.pods.replicas === 'perNode') return failed.length;
    const asked = exchanged(known, failed).nodes;
    const most = keep(this.most, `${known.number} ${asked.join()}`, () => {
      const left = fewestLeft(
        problem,
        asked.map((node) => problem.nodes[node] ?? ''),
        group.replicas,
      );
      return left === undefined ? Number.NaN : group.replicas - left;
    });
    return Number.isNaN(most) ? undefined : most;
  }

  private knownProblem(group: PodGroup): KnownProblem | Unclear {
    return keep(this.byGroup, group, () => {
      const problem = toPlacementProblem(group.pods, surroundingsOf(this.world, group));
      if ('unclear' in problem) return problem;
      return keep(this.byContent, JSON.stringify(problem), () => ({
        problem,
        number: this.byContent.size,
        numberOf: new Map(problem.nodes.map((name, node) => [name, node])),
      }));
    });
  }
}

/** Numbers of the lost nodes that matter to a problem, in order. */
function failedOf({ numberOf }: KnownProblem, lost: ReadonlySet<string>): readonly number[] {
  const found: number[] = [];
  for (const name of lost) {
    const node = numberOf.get(name);
    if (node !== undefined) found.push(node);
  }
  return found.sort((a, b) => a - b);
}

/** Nodes that fail in place of others, which is the same when `one` and `other` change places. */
interface Exchanged {
  readonly nodes: readonly number[];
  readonly one: number;
  readonly other: number;
}

/**
 * One for all sets that are alike, whoever asks first: a single node, or all but a single one, becomes the first of the
 * nodes that are like it.
 */
function exchanged(known: KnownProblem, failed: readonly number[]): Exchanged {
  const all = known.problem.nodes.length;
  const [only = 0] = failed;
  if (failed.length === 1) {
    const first = firstAlike(known, only);
    return { nodes: [first], one: first, other: only };
  }
  if (failed.length !== all - 1) return { nodes: failed, one: 0, other: 0 };
  const left = failed.findIndex((node, i) => node !== i);
  const spared = left === -1 ? all - 1 : left;
  const first = firstAlike(known, spared);
  const nodes = Array.from({ length: all }, (_, node) => node).filter((node) => node !== first);
  return { nodes, one: first, other: spared };
}

/** The first of all nodes that are like one. */
function firstAlike(known: KnownProblem, node: number): number {
  const { groupOf } = (known.symmetry ??= findSymmetry(known.problem, () => ''));
  return groupOf.indexOf(groupOf[node] ?? -1);
}

/** How many pods are left at least; undefined where it cannot be told. */
function fewestLeft(problem: PlacementProblem, lost: readonly string[], replicas: number): number | undefined {
  let left = replicas;
  while (left > 0) {
    const loss = worstLossOf(problem, lost, { need: left });
    if (loss.verdict === 'inconclusive') return undefined;
    if (loss.verdict === 'survives') break;
    left = loss.survivors;
  }
  return left;
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
