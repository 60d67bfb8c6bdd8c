import type { ClusterSettings } from '../world/settings';
import type { Term } from './duration';

/** Without k3s' default of 10 s for a renewal nothing more is felt; docs/laboratory.md has what was. */
export const LOAD_BALANCER: Term = {
  name: 'load balancers stop asking the lost server',
  minSeconds: 0,
  maxSeconds: 2,
  source: 'HAProxy as bootstrap sets it up: 1.4 to 1.7 s measured, docs/laboratory.md',
};

/** A server answers while its etcd has no leader: its readiness has to tell. */
export const UNLED: Term = {
  name: 'load balancers find out that a server has no leader of etcd',
  minSeconds: 0,
  maxSeconds: 6,
  source: 'HAProxy as bootstrap sets it up asks for /readyz: up to 5.5 s measured, docs/laboratory.md',
};

/** From the loss of etcd's leader to the answers of another. */
export function electionTerms(electionSeconds: number): readonly [Term, Term] {
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

/**
 * Until somebody repairs the servers or links, and from then to writes.
 *
 * @param settings of the etcd that has to elect; undefined for another datastore
 */
export function untilQuorum(
  what: 'servers' | 'links',
  settings: Pick<ClusterSettings, 'electionSeconds' | 'silenceSeconds'> | undefined,
): readonly Term[] {
  const repair: Term = {
    name: what === 'servers' ? 'enough servers are back' : 'the links carry again',
    minSeconds: 0,
    maxSeconds: null,
    source: what === 'servers' ? 'nothing replaces a server by itself' : 'nothing repairs them by itself',
  };
  return [repair, ...(settings ? afterRepair(what, settings) : [])];
}

function afterRepair(
  what: 'servers' | 'links',
  { electionSeconds, silenceSeconds }: Pick<ClusterSettings, 'electionSeconds' | 'silenceSeconds'>,
): readonly Term[] {
  return [
    ...(what === 'links' ? [silence(silenceSeconds)] : []),
    {
      name: 'etcd elects a leader',
      minSeconds: 0,
      maxSeconds: 2 * electionSeconds,
      source: `each member tries anew within twice its election timeout of ${electionSeconds} s (raft)`,
    },
    { ...LOAD_BALANCER, name: 'load balancers find out', source: 'two checks of HAProxy as bootstrap sets it up' },
  ];
}

/** Linux sends lost packets again after twice as long each time. */
function silence(seconds: number | null): Term {
  return {
    name: 'connections that lost packets are used again',
    minSeconds: 0,
    maxSeconds: seconds,
    source:
      seconds === null
        ? 'about as long as the links were cut, for packets are sent again after twice as long each time (Linux)'
        : 'as bootstrap sets TCP: 1 s where the kernel has tcp_rto_max_ms, otherwise up to 13 s; docs/laboratory.md',
  };
}
