/** k3s' own settings: pkg/etcd/etcd.go (v1.36). */
const K3S_HEARTBEAT_MS = 500;

/** etcd takes no longer election than this: server/embed, maxElectionMs (v3.6). */
const MAX_ELECTION_MS = 50_000;

/** Shorter ones make a busy disk look like a lost leader. */
const MIN_HEARTBEAT_MS = 100;

export interface EtcdTiming {
  /** Keys for config.yaml; none where k3s' own settings fit. */
  readonly config: { readonly 'etcd-arg'?: readonly string[] };
  /** For people. */
  readonly reason: string;
}

/**
 * Heartbeat and election of etcd for the slowest round trip between two servers: the heartbeat 1.5 round trips, the
 * election ten heartbeats.
 *
 * Source: etcd.io/docs/v3.6/tuning, "Time parameters".
 *
 * @param maxRoundTripMs undefined: not known, k3s' own settings stay
 */
export function etcdTiming(maxRoundTripMs: number | undefined): EtcdTiming {
  if (maxRoundTripMs === undefined)
    return {
      config: {},
      reason: `Heartbeat ${K3S_HEARTBEAT_MS} ms, election ${K3S_HEARTBEAT_MS * 10} ms: those of k3s.`,
    };
  const heartbeat = heartbeatMsFor(maxRoundTripMs);
  const election = electionMsFor(maxRoundTripMs);
  return {
    config:
      heartbeat === K3S_HEARTBEAT_MS
        ? {}
        : { 'etcd-arg': [`heartbeat-interval=${heartbeat}`, `election-timeout=${election}`] },
    reason: `Heartbeat ${heartbeat} ms, election ${election} ms: for round trips up to ${maxRoundTripMs} ms.`,
  };
}

/** The heartbeat that `etcdTiming` writes, or k3s' own. */
export function heartbeatMsFor(maxRoundTripMs: number | undefined): number {
  if (maxRoundTripMs === undefined) return K3S_HEARTBEAT_MS;
  return Math.max(MIN_HEARTBEAT_MS, Math.ceil((maxRoundTripMs * 1.5) / 50) * 50);
}

/** The election timeout that `etcdTiming` writes, or k3s' own. */
export function electionMsFor(maxRoundTripMs: number | undefined): number {
  return Math.min(MAX_ELECTION_MS, heartbeatMsFor(maxRoundTripMs) * 10);
}
