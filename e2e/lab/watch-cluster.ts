import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster } from '../harness/cluster/cluster';
import { askMember } from '../harness/cluster/etcd-status';
import type { KubeClient } from '../harness/control-plane/kube-client';
import { monotonicMs } from '../harness/monotonic';
import { eventsBetween, type WatchedObject } from './cluster-events';
import type { ClusterEvent, TimedEvent } from './time-line';

/** Collects events, each when it was first seen by anyone; times are of the monotonic clock. */
export interface EventLog {
  readonly events: readonly TimedEvent[];
  readonly add: (event: ClusterEvent) => void;
  /** Ends all watches. */
  readonly stop: () => Promise<void>;
}

const WATCHED = {
  Lease: '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases',
  Node: '/api/v1/nodes',
  Pod: '/api/v1/namespaces/default/pods',
} as const;

/** Between two attempts, and between two questions to an etcd member. */
const AGAIN_MS = 100;

/** Watches by every server itself: whoever learns of a change first tells it, so that no server's end is missed. */
export async function watchCluster(cluster: Cluster): Promise<EventLog> {
  const events: TimedEvent[] = [];
  const stopping = new AbortController();
  const { signal } = stopping;
  // Each watch and each pause listens to it.
  setMaxListeners(0, signal);
  const add = (event: ClusterEvent) => events.push({ ...event, at: monotonicMs() });
  const see = newest(add);
  const loops = [
    ...cluster.servers.flatMap((server) =>
      (['Lease', 'Node', 'Pod'] as const).map(async (kind) =>
        follow(cluster.serverApi(server).client, kind, see, signal),
      ),
    ),
    ...(await watchLeader(cluster, add, signal)),
  ];
  return {
    events,
    add,
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

type See = (object: WatchedObject, deleted: boolean) => void;

/** Tells servers' news apart from what another server has told before. */
function newest(add: (event: ClusterEvent) => void): See {
  const known = new Map<string, { readonly version: number; readonly object: WatchedObject | undefined }>();
  return (object, deleted) => {
    const { uid, resourceVersion } = object.metadata;
    const version = Number(resourceVersion);
    const before = known.get(uid);
    if (before && before.version >= version) return;
    known.set(uid, { version, object: deleted ? undefined : object });
    for (const event of eventsBetween(before?.object, deleted ? undefined : object)) add(event);
  };
}

async function follow(client: KubeClient, kind: keyof typeof WATCHED, see: See, signal: AbortSignal): Promise<void> {
  const onLine = (line: string): void => {
    const { type, object } = JSON.parse(line) as { readonly type: string; readonly object: WatchedObject };
    // ERROR ends the watch; BOOKMARK is not asked for.
    if (type !== 'ERROR') see({ ...object, kind }, type === 'DELETED');
  };
  while (!signal.aborted) {
    // A server that is down is asked again and again: its news may be the first.
    await client.follow(`${WATCHED[kind]}?watch=true`, onLine, signal).catch(() => undefined);
    await pause(signal);
  }
}

async function watchLeader(
  cluster: Cluster,
  add: (event: ClusterEvent) => void,
  signal: AbortSignal,
): Promise<readonly Promise<void>[]> {
  const ids = await Promise.all(
    [...cluster.etcdDoors].map(async ([member, door]) => [(await askMember(door)).id, member] as const),
  );
  const names = new Map(ids);
  let newestTerm = 0;
  return [...cluster.etcdDoors].map(async ([member, door]) => {
    while (!signal.aborted) {
      const status = await askMember(door).catch(() => undefined);
      if (status?.leader !== undefined && status.term > newestTerm) {
        newestTerm = status.term;
        add({ type: 'etcd-leader', leader: names.get(status.leader) ?? '', term: status.term, knownTo: member });
      }
      await pause(signal);
    }
  });
}

async function pause(signal: AbortSignal): Promise<void> {
  await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
}
