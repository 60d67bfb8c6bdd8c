import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../harness/cluster/cluster';
import type { ProgramName } from '../harness/cluster/programs';
import { monotonicMs } from '../harness/monotonic';
import { drain } from '../harness/control-plane/workloads';
import { waitFor } from '../harness/runs/wait-for';
import type { Observers } from './observers';
import { changeTaints, readTaint } from './taints';
import { type ClusterEvent, type Intervention, type Sample, type TimedEvent, type Trial } from './time-line';
import type { EventLog } from './watch-cluster';

/** Where an experiment acts: what it does is noted, and it waits for what it wants to see. */
export interface Stage {
  readonly cluster: Cluster;
  readonly before: Trial['before'];
  /** The server that is etcd's leader, and one that is not. */
  readonly leader: string;
  readonly follower: string;
  readonly act: (intervention: Intervention) => Promise<void>;
  /** Waits for an event after the latest intervention. @throws Error when it does not come */
  readonly until: (
    what: string,
    test: (event: ClusterEvent) => boolean,
    deadline: { readonly deadlineMs: number },
  ) => Promise<void>;
  /** Waits until all requests of the observers on these hosts have succeeded for a while. */
  readonly undisturbed: (hosts: readonly string[], deadline: { readonly deadlineMs: number }) => Promise<void>;
  /** How long a failure lasts. */
  readonly last: (ms: number) => Promise<void>;
}

/** A write that is lost when etcd's leader is fails 7 s later: so long it is not known that nothing else fails. */
const LATE_FAILURE_MS = 8000;
const UNDISTURBED_MS = 3000;
const DRAINED = { deadlineMs: 60_000 } as const;

export function makeStage(cluster: Cluster, before: Trial['before'], log: EventLog, observers: Observers): Stage {
  const follower = cluster.servers.find((name) => name !== before.etcdLeader) ?? before.etcdLeader;
  let latest = monotonicMs();
  return {
    cluster,
    before,
    leader: before.etcdLeader,
    follower,
    act: async (intervention) => {
      latest = monotonicMs();
      log.add({ type: 'intervention', intervention });
      await intervene(cluster, intervention);
    },
    until: async (what, test, deadline) => {
      const isIt = (event: TimedEvent): boolean => event.at >= latest && test(event);
      await waitFor(what, () => log.events.some(isIt), deadline);
    },
    undisturbed: async (hosts, deadline) => {
      const observed = hosts.filter((host) => observers.hosts.includes(host));
      const ask = (): boolean => {
        const now = monotonicMs();
        const samples = observers.samples();
        return now > latest + LATE_FAILURE_MS && observed.every((host) => isUndisturbed(samples.get(host) ?? [], now));
      };
      await waitFor(`the requests of ${hosts.join(', ')} to be undisturbed`, ask, { ...deadline, everyMs: 250 });
    },
    last: async (ms) => sleep(ms),
  };
}

function isUndisturbed(samples: readonly Sample[], now: number): boolean {
  const recent = samples.slice(samples.findLastIndex(({ done }) => done < now - UNDISTURBED_MS) + 1);
  return recent.length > 0 && recent.every(({ outcome }) => outcome === 'ok');
}

async function intervene(cluster: Cluster, intervention: Intervention): Promise<void> {
  const { network } = cluster;
  switch (intervention.action) {
    case 'crash':
      await Promise.all(intervention.hosts.map(async (host) => cluster.crash(host)));
      return;
    case 'power-off':
      await Promise.all(intervention.hosts.map(async (host) => cluster.powerOff(host)));
      return;
    case 'cut':
      return network.cut(...intervention.hosts);
    case 'split':
      return network.split(...intervention.sets);
    case 'cut-between':
      return network.cutBetween(...intervention.hosts);
    case 'heal':
      return network.heal();
    case 'start':
      // A host that has its power again has its link again.
      await network.heal();
      return cluster.start(...intervention.hosts);
    case 'kill':
      return cluster.program(intervention.host, intervention.program as ProgramName).kill('SIGKILL');
    case 'terminate':
      return cluster.program(intervention.host, intervention.program as ProgramName).kill('SIGTERM');
    case 'drain':
      await drain(cluster.serverApi(cluster.servers[0] ?? ''), intervention.node, DRAINED);
      return;
    case 'taint':
      return changeTaints(cluster, intervention.node, (taints) => [...taints, readTaint(intervention.taint)]);
  }
}
