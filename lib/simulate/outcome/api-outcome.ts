import { type Cut, quorumAfter } from '../quorum/quorum';
import type { EtcdState, Outcome } from '../simulation-result';
import { inSequence, NO_TIME, type Term } from '../timing/duration';
import type { World } from '../world/world';

export interface ApiState {
  readonly etcd: EtcdState | null;
  readonly api: Outcome;
  /** Whether the API can be written to, by somebody. */
  readonly hasQuorum: boolean;
  /** Servers that answer. */
  readonly serving: ReadonlySet<string>;
}

/** Without k3s' default of 10 s for a renewal nothing more is felt; docs/laboratory.md has what was. */
const LOAD_BALANCER: Term = {
  name: 'load balancers stop asking the lost server',
  minSeconds: 0,
  maxSeconds: 2,
  source: 'HAProxy as bootstrap sets it up: 1.4 to 1.7 s measured, docs/laboratory.md',
};

/** What is left of the API when servers are lost and links are cut. */
export function apiAfter({ controlPlane, settings }: World, lost: ReadonlySet<string>, cuts: readonly Cut[]): ApiState {
  const { servers } = controlPlane;
  const running = servers.filter((name) => !lost.has(name));
  if (controlPlane.kind === 'unknown')
    return {
      etcd: null,
      api: { verdict: 'inconclusive', outage: NO_TIME, reason: 'nobody says which nodes are servers' },
      hasQuorum: true,
      serving: new Set(),
    };
  if (controlPlane.kind === 'external')
    return {
      etcd: null,
      api:
        running.length === 0
          ? { verdict: 'outage', outage: inSequence([untilServers()]), reason: 'no server is left' }
          : fewer(running.length < servers.length, [LOAD_BALANCER], 'another server answers'),
      hasQuorum: running.length > 0,
      serving: new Set(running),
    };
  const { members } = controlPlane;
  const state = quorumAfter(members, new Set([...members].filter((name) => lost.has(name))), cuts);
  const left = running.filter((name) => members.has(name)).length;
  const etcd = { members: members.size, left, quorum: state.quorum };
  const touched = left < members.size || cuts.some(([a, b]) => members.has(a) && members.has(b));
  if (!state.quorum)
    return {
      etcd,
      api: {
        verdict: 'outage',
        outage: inSequence([untilServers()]),
        reason: `etcd needs ${state.majority} of ${members.size} members that reach each other`,
      },
      hasQuorum: false,
      serving: new Set(),
    };
  const reason = `etcd has ${state.serving.length} of ${members.size} members; if its leader was lost, another is elected`;
  return {
    etcd,
    api: fewer(touched, electionTerms(settings.electionSeconds), reason),
    hasQuorum: true,
    serving: new Set(state.serving),
  };
}

function fewer(isTouched: boolean, terms: readonly Term[], reason: string): Outcome {
  if (!isTouched) return { verdict: 'survives', outage: NO_TIME, reason: 'no server is touched' };
  return { verdict: 'degrades', outage: inSequence(terms), reason };
}

/** From the loss of etcd's leader to the answers of another. */
export function electionTerms(electionSeconds: number): readonly Term[] {
  return [election(electionSeconds), LOAD_BALANCER];
}

/** A follower waits one to two election timeouts from the last heartbeat, which is up to a tenth of one old (raft). */
function election(seconds: number): Term {
  return {
    name: 'etcd elects another leader',
    minSeconds: seconds * 0.9,
    maxSeconds: 2 * seconds,
    source: `election timeout ${seconds} s, up to twice that as raft draws it; measured 4.8 to 9.1 s with 5 s, docs/laboratory.md`,
  };
}

function untilServers(): Term {
  return {
    name: 'enough servers are back',
    minSeconds: 0,
    maxSeconds: null,
    source: 'nothing replaces a server by itself',
  };
}
