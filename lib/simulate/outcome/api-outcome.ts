import { type Cut, quorumAfter, type QuorumState } from '../quorum/quorum';
import type { EtcdState, Outcome } from '../simulation-result';
import { asksUnled, cutBetweenAny } from '../partition/reach';
import { electionTerms, LOAD_BALANCER, UNLED, untilQuorum } from '../timing/api-loss';
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

/** What is left of the API when servers are lost and links are cut. */
export function apiAfter(world: World, lost: ReadonlySet<string>, cuts: readonly Cut[]): ApiState {
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
      return withOtherDatastore(controlPlane.servers, lost);
    case 'etcd':
      return withEtcd(world, controlPlane, lost, cuts);
  }
}

function withOtherDatastore(servers: readonly string[], lost: ReadonlySet<string>): ApiState {
  const running = servers.filter((name) => !lost.has(name));
  const isTouched = running.length < servers.length;
  return {
    etcd: null,
    api:
      running.length === 0
        ? { verdict: 'outage', outage: inSequence(untilQuorum('servers', undefined)), reason: 'no server is left' }
        : pause(isTouched ? [LOAD_BALANCER] : [], 'another server answers'),
    hasQuorum: running.length > 0,
    serving: [new Set(running)],
  };
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
