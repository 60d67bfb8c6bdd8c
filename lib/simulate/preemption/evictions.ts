import { hostPortsOf } from '../../model/kubernetes/host-ports';
import type { Resources } from '../../model/kubernetes/resources';
import { closing, findsRoom } from '../capacity/finds-room';
import { requestsWithPod } from '../capacity/room-after-loss';
import { push } from '../../model/pod-index';
import { keep } from '../keep';
import type { GroupLosses } from '../outcome/group-loss';
import type { PodGroup } from '../world/pod-groups';
import type { World } from '../world/world';
import { clashes } from './clashes';
import { mostByNode, overfull } from './overfull';

/** Nodes that are lost: these, or any so many. */
export type Lost = ReadonlySet<string> | number;

/** Pods that may have others evicted after a loss: each of them those of one node. */
export interface Threat {
  /** How often that may happen. */
  readonly times: number;
  readonly by: readonly PodGroup[];
}

const NOBODY: Threat = { times: 0, by: [] };
const NOTHING: Lost = 0;

/**
 * Who may be evicted for pods of higher priority that are placed anew. A pod that no node takes has pods of lower
 * priority evicted from one node, so that it fits there; budgets are kept where that is possible, and only there.
 *
 * Counted, and never too few: pods that certainly find room have nobody evicted; the others may each empty a node, and
 * whom they evict is placed anew and may do the same to those below.
 *
 * Source: DefaultPreemption, k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins/defaultpreemption.
 */
export class Evictions {
  /** Groups by priority, the highest first. */
  private readonly ranks: readonly (readonly [number, readonly PodGroup[]])[];
  private readonly threats = new Map<string, ReadonlyMap<number, Threat>>();
  private readonly most = new Map<PodGroup, ReadonlyMap<string, number>>();
  private readonly rooms = new Map<string, { readonly found: boolean }>();
  private full: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  private clashing: ReadonlyMap<PodGroup, readonly PodGroup[]> | undefined;

  /** @param taken by all pods of the cluster */
  constructor(
    private readonly world: World,
    private readonly losses: GroupLosses,
    private readonly taken: Resources,
  ) {
    const ranks = new Map<number, PodGroup[]>();
    for (const group of world.occupants) push(ranks, group.priority, group);
    this.ranks = [...ranks].sort(([a], [b]) => b - a);
  }

  /** Who may have pods of a group evicted after a loss. */
  threatTo(group: PodGroup, lost: Lost): Threat {
    if (this.ranks.length < 2 || !this.mayGive(group)) return NOBODY;
    return keep(this.threats, keyOf(lost), () => this.threatsAfter(lost)).get(group.priority) ?? NOBODY;
  }

  /**
   * Who may have so many evicted that too few of a group are left; nobody: it goes on.
   *
   * @param gone how many of its pods are away already. @default the most that the loss can take
   */
  stoppedBy(group: PodGroup, lost: Lost, gone?: number): readonly PodGroup[] {
    const { times, by } = this.threatTo(group, lost);
    if (times === 0) return by;
    const running = this.world.running.get(group);
    const ready = running ? [...running.values()].reduce((sum, pods) => sum + pods, 0) : group.replicas;
    const left = ready - (gone ?? this.takenBy(group, lost)) - times * this.mostOnOne(group);
    return left >= group.need ? [] : by;
  }

  /** Whether all pods of a group find room before anything fails, wherever others are. */
  certainlyPlaced(group: PodGroup): boolean {
    return this.alwaysFits(group, NOTHING) || this.certainlyFindsRoom(group, NOTHING);
  }

  /** The threat to each priority, by all above it. */
  private threatsAfter(lost: Lost): ReadonlyMap<number, Threat> {
    const threats = new Map<number, Threat>();
    let threat = NOBODY;
    for (const [priority, groups] of this.ranks) {
      threats.set(priority, threat);
      const above = threat.times;
      const restless = groups.flatMap((group) => {
        if (!this.mayEvict(group, lost)) return [];
        const times = this.placedAnew(group, lost, above);
        return times > 0 ? [{ group, times }] : [];
      });
      threat = {
        times: restless.reduce((sum, { times }) => sum + times, above),
        by: [...threat.by, ...restless.map(({ group }) => group)],
      };
    }
    return threats;
  }

  /** How many of a group's pods are placed anew at most: those that were lost, and those that are evicted. */
  private placedAnew(group: PodGroup, lost: Lost, evictions: number): number {
    // Nobody makes a bare pod anew, and those of a DaemonSet stay on their node.
    if (group.workload?.kind === 'pod') return 0;
    const isDaemon = group.workload?.kind === 'daemon';
    const moved = isDaemon ? 0 : group.most > group.replicas ? group.most : this.takenBy(group, lost);
    return moved + (evictions > 0 && this.mayGive(group) ? evictions * this.mostOnOne(group) : 0);
  }

  /** The most pods of a group that a loss can take. */
  private takenBy(group: PodGroup, lost: Lost): number {
    if (!this.world.model.nodes.known) return group.replicas;
    if (typeof lost === 'number') return Math.min(group.replicas, lost * this.mostOnOne(group));
    return this.losses.mostLost(group, lost) ?? group.replicas;
  }

  private mostOnOne(group: PodGroup): number {
    return Math.max(0, ...this.mostOf(group).values());
  }

  private mostOf(group: PodGroup): ReadonlyMap<string, number> {
    return keep(this.most, group, () => mostByNode(group, this.losses.problemOf(group), this.world));
  }

  /** Whether pods of a group may ever stand in the way of one with a higher priority. */
  private mayGive(group: PodGroup): boolean {
    return (
      this.clashesOf(group).some(({ priority, preempts }) => preempts && priority > group.priority) ||
      !this.alwaysFits(group, NOTHING)
    );
  }

  /** Whether a pod of a group that is placed anew may not find room as it is. */
  private mayEvict(group: PodGroup, lost: Lost): boolean {
    if (!group.preempts) return false;
    const others = this.clashesOf(group);
    if (others.some(({ priority }) => priority < group.priority)) return true;
    if (this.alwaysFits(group, lost)) return false;
    return others.length > 0 || !this.certainlyFindsRoom(group, lost);
  }

  /** Whether each node that may have a pod of a group has enough of all that it requests for all pods that may come. */
  private alwaysFits(group: PodGroup, lost: Lost): boolean {
    this.full ??= overfull(this.world, (one) => this.mostOf(one));
    const requests = requestsWithPod(group.pods.spec);
    for (const node of this.mostOf(group).keys()) {
      if (typeof lost !== 'number' && lost.has(node)) continue;
      for (const name of this.full.get(node) ?? []) if ((requests[name] ?? 0) > 0) return false;
    }
    return true;
  }

  private certainlyFindsRoom(group: PodGroup, lost: Lost): boolean {
    const problem = this.losses.problemOf(group);
    if ('unclear' in problem || !this.world.model.nodes.known) return false;
    // With affinity to itself it goes where its others are, which may be anywhere.
    if (problem.affinities.length > 0) return false;
    const requests = requestsWithPod(group.pods.spec);
    const key = JSON.stringify([
      this.losses.numberOf(group),
      group.most,
      hostPortsOf(group.pods.spec).length,
      requests,
      keyOf(lost),
    ]);
    return keep(this.rooms, key, () => {
      const [fails, away] =
        typeof lost === 'number'
          ? [problem.nodes.map(() => false), lost]
          : [problem.nodes.map((name) => lost.has(name)), 0];
      const own = closing(problem, group.pods.spec, group.most - 1);
      const seeker = { problem, fails, away, own, requests };
      return { found: findsRoom(seeker, this.world.offers, this.taken) };
    }).found;
  }

  private clashesOf(group: PodGroup): readonly PodGroup[] {
    this.clashing ??= clashes(this.world);
    return this.clashing.get(group) ?? [];
  }
}

function keyOf(lost: Lost): string {
  return typeof lost === 'number' ? `any ${lost}` : [...lost].sort().join();
}
