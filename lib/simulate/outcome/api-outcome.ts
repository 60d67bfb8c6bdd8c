import { type Cut, quorumAfter, type QuorumState } from '../quorum/quorum';
import type { EtcdState, Outcome } from '../simulation-result';
import { asksUnled, cutBetweenAny, reachAfter } from '../partition/reach';
import { electionTerms, UNLED, untilQuorum } from '../timing/api-loss';
import { inSequence, NO_TIME, type Term } from '../timing/duration';
import type { ControlPlane } from '../world/control-plane';
import type { World } from '../world/world';

export interface ApiState {
  readonly etcd: EtcdState | null;
  readonly api: Outcome;
  /** Whether the API can be written to, by somebody. */
  readonly hasQuorum: boolean;
  /** Servers that answer: a set for each way in which etcd may be led, of which nobody can tell which it is. */
  readonly serving: readonly ReadonlySet<string>[];
}

/**
 * What is left of the API when servers are lost and links are cut.
 *
 * @param lostHosts those on which an etcd of its own stops, too
 */
export function apiAfter(
  world: World,
  lost: ReadonlySet<string>,
  cuts: readonly Cut[],
  lostHosts: ReadonlySet<string> = lost,
): ApiState {
  const { controlPlane } = world;
  switch (controlPlane.kind) {
    case 'unknown':
      return {
        etcd: null,
        api: { verdict: 'inconclusive', outage: NO_TIME, reason: 'nobody says which nodes are servers' },
        hasQuorum: true,
        serving: [],
      };
    case 'external':
      return withExternalEtcd(world, controlPlane, lost, cuts, lostHosts);
    case 'etcd':
      return withEtcd(world, controlPlane, lost, cuts);
  }
}

/** A server asks any member that it reaches; those that are on no node are there, and reached by all. */
function withExternalEtcd(
  { model, settings }: World,
  { servers, members }: Extract<ControlPlane, { kind: 'external' }>,
  lost: ReadonlySet<string>,
  cuts: readonly Cut[],
  lostHosts: ReadonlySet<string>,
): ApiState {
  const { size, majority, leaders, led, quorum } = quorumAfter(members, lostHosts, cuts);
  const left = [...members].filter((name) => !lostHosts.has(name));
  const isHere = model.nodes.all.some(({ metadata }) => members.has(metadata.name));
  const etcd = isHere ? { members: size, left: left.length, quorum } : null;
  const running = servers.filter((name) => !lost.has(name));
  const serving = led.map((some) => new Set(running.filter((server) => asksOnly(server, left, new Set(some), cuts))));
  const fewest = Math.min(...serving.map((names) => names.size));
  if (!quorum || running.length === 0 || fewest === 0) {
    const what = quorum && running.length === 0 ? 'servers' : cuts.length > 0 ? 'links' : 'servers';
    const reason = !quorum
      ? `etcd needs ${majority} of ${size} members that reach each other`
      : running.length === 0
        ? 'no server is left'
        : 'no server reaches the members that may lead, and only those';
    return {
      etcd,
      api: { verdict: 'outage', outage: inSequence(untilQuorum(what, isHere ? settings : undefined)), reason },
      hasQuorum: false,
      serving: [],
    };
  }
  const [election, loadBalancer] = electionTerms(settings.electionSeconds);
  const terms = [
    ...(leaders.length < size ? [election] : []),
    ...(fewest < running.length
      ? [UNLED]
      : running.length < servers.length || leaders.length < size
        ? [loadBalancer]
        : []),
  ];
  const reason =
    leaders.length < size
      ? `etcd has ${leaders.length} of ${size} members; if its leader was lost, another is elected`
      : 'another server answers';
  return { etcd, api: pause(terms, reason), hasQuorum: true, serving: distinct(serving.map((names) => [...names])) };
}

/** Whether a server reaches members of etcd, and each of those has a leader: its requests go to any. */
function asksOnly(server: string, members: readonly string[], led: ReadonlySet<string>, cuts: readonly Cut[]): boolean {
  const reaches = reachAfter(cuts);
  const asked = members.filter((member) => reaches(server, member));
  return asked.length > 0 && asked.every((member) => led.has(member));
}

function withEtcd(
  world: World,
  { members }: Extract<ControlPlane, { kind: 'etcd' }>,
  lost: ReadonlySet<string>,
  cuts: readonly Cut[],
): ApiState {
  const state = quorumAfter(members, new Set([...members].filter((name) => lost.has(name))), cuts);
  const running = [...members].filter((name) => !lost.has(name));
  const etcd = { members: members.size, left: running.length, quorum: state.quorum };
  if (!state.quorum)
    return {
      etcd,
      api: {
        verdict: 'outage',
        outage: inSequence(untilQuorum(cuts.length > 0 ? 'links' : 'servers', world.settings)),
        reason: `etcd needs ${state.majority} of ${members.size} members that reach each other`,
      },
      hasQuorum: false,
      serving: [],
    };
  const reason = `etcd has ${state.serving.length} of ${members.size} members; if its leader was lost, another is elected`;
  return {
    etcd,
    api: pause(pauseTerms(world, state, running, cuts), reason),
    hasQuorum: true,
    serving: distinct(state.led),
  };
}

/** What the loss of members or links means for writes, while a majority is left. */
function pauseTerms(
  { model, settings }: World,
  { size, leaders, led }: QuorumState,
  running: readonly string[],
  cuts: readonly Cut[],
): readonly Term[] {
  const mayElect = leaders.length < size;
  if (!mayElect && !cutBetweenAny(running, cuts)) return [];
  const nodes = model.nodes.all.map(({ metadata }) => metadata.name);
  const isAsked = led.some((members) => asksUnled(running, new Set(members), nodes, cuts));
  const [election, loadBalancer] = electionTerms(settings.electionSeconds);
  return [...(mayElect ? [election] : []), isAsked ? UNLED : loadBalancer];
}

function pause(terms: readonly Term[], reason: string): Outcome {
  if (terms.length === 0) return { verdict: 'survives', outage: NO_TIME, reason: 'no server is touched' };
  return { verdict: 'degrades', outage: inSequence(terms), reason };
}

function distinct(sets: readonly (readonly string[])[]): readonly ReadonlySet<string>[] {
  const byKey = new Map(sets.map((names) => [names.join('\n'), new Set(names)]));
  return [...byKey.values()];
}
