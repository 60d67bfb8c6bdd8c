/** Names of members, such as those of an etcd cluster. */
export type Members = ReadonlySet<string>;

/** Two members whose link is cut, in either order. Other links between the same sides may hold. */
export type Cut = readonly [string, string];

/** How many of `size` members must agree. */
export function majorityOf(size: number): number {
  return Math.floor(size / 2) + 1;
}

/** How many of `size` members may be lost before nothing can be written. */
export function tolerance(size: number): number {
  return size === 0 ? 0 : size - majorityOf(size);
}

/** Whether the members that are left can elect a leader and write. No member is no quorum. */
export function hasQuorum(left: number, size: number): boolean {
  return size > 0 && left >= majorityOf(size);
}

/** What is left of a cluster of members. */
export interface QuorumState {
  readonly size: number;
  readonly majority: number;
  /** Members that could lead: each reaches a majority, itself counted, and no other loss is needed for that. */
  readonly leaders: readonly string[];
  /** For each of `leaders` the members that it reaches, itself counted: while it leads, the others have no leader. */
  readonly led: readonly (readonly string[])[];
  /** Members that some leader reaches: then their reads and writes go through. */
  readonly serving: readonly string[];
  readonly quorum: boolean;
}

/**
 * Who can go on when members are lost and links are cut. Links are a graph: with the link of A and B cut both may still
 * reach C, which then leads all three. Only direct links count, as members of Raft send to the leader and not through
 * others.
 *
 * @param lost members that do not run
 */
export function quorumAfter(members: Members, lost: Members, cuts: readonly Cut[]): QuorumState {
  const running = [...members].filter((member) => !lost.has(member)).sort();
  const cut = new Set(cuts.flatMap(([a, b]) => [key(a, b), key(b, a)]));
  const reached = (from: string) => running.filter((to) => to === from || !cut.has(key(from, to)));
  const majority = majorityOf(members.size);
  const leaders = running.filter((member) => hasQuorum(reached(member).length, members.size));
  const led = leaders.map(reached);
  const serving = new Set(led.flat());
  return {
    size: members.size,
    majority,
    leaders,
    led,
    serving: running.filter((member) => serving.has(member)),
    quorum: leaders.length > 0,
  };
}

/**
 * Whether a configuration that is being changed can go on: then both the old and the new members must have a majority.
 * An empty one, when there is no change, asks nothing.
 *
 * Source: JointConfig, go.etcd.io/raft v3, quorum/joint.go.
 */
export function hasJointQuorum(old: Members, next: Members, healthy: Members): boolean {
  return [old, next]
    .filter((members) => members.size > 0)
    .every((members) => hasQuorum([...members].filter((member) => healthy.has(member)).length, members.size));
}

/** Whether members split into groups, of which none reaches another, leave some group with a majority. */
export function splitKeepsQuorum(groups: readonly number[]): boolean {
  const size = groups.reduce((sum, members) => sum + members, 0);
  return groups.some((members) => hasQuorum(members, size));
}

function key(a: string, b: string): string {
  return JSON.stringify([a, b]);
}
