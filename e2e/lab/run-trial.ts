import type { Cluster } from '../harness/cluster/cluster';
import { CONTROLLER_LEASES } from '../harness/cluster/steady-state';
import { monotonicMs } from '../harness/monotonic';
import { readAvailability } from './availability';
import type { Experiment } from './experiment';
import { type ObserverOptions, startObservers } from './observers';
import { proxyEvents } from './proxy-events';
import { makeStage } from './stage';
import type { TimedEvent, Trial } from './time-line';
import { watchCluster } from './watch-cluster';

const RECOVERY = { deadlineMs: 120_000 };

/** Runs one experiment once on a cluster that is steady, and leaves it steady again. */
export async function runTrial(
  cluster: Cluster,
  experiment: Experiment,
  options: ObserverOptions = {},
): Promise<Trial> {
  const takeAway = await experiment.prepare?.(cluster);
  try {
    return await observe(cluster, experiment, options);
  } finally {
    await cluster.repair();
    await takeAway?.();
    await cluster.steady(RECOVERY);
  }
}

async function observe(cluster: Cluster, experiment: Experiment, options: ObserverOptions): Promise<Trial> {
  const before = await stateOf(cluster);
  const log = await watchCluster(cluster);
  const observers = await startObservers(cluster, options);
  try {
    const programsBefore = cluster.history.length;
    const majority = await experiment.run(makeStage(cluster, before, log, observers));
    const end = monotonicMs();
    await observers.stop();
    const start = log.events.find(({ type }) => type === 'intervention')?.at ?? end;
    const programs = cluster.history
      .slice(programsBefore)
      .map(({ at, host, program, change }): TimedEvent => ({ type: `program-${change}`, host, program, at }));
    return {
      experiment: experiment.id,
      settings: cluster.settings,
      before,
      majority: majority.filter((host) => observers.hosts.includes(host)),
      events: [...log.events, ...programs, ...proxyEvents(cluster)]
        .filter(({ at }) => at >= start && at <= end)
        .map((event) => ({ ...event, at: Math.round(event.at - start) }))
        .sort((a, b) => a.at - b.at),
      availability: readAvailability(observers.samples(), { start, end }),
      observed: Math.round(end - start),
    };
  } finally {
    await observers.stop();
    await log.stop();
  }
}

async function stateOf(cluster: Cluster): Promise<Trial['before']> {
  const holders = CONTROLLER_LEASES.map(async (lease) => [lease, await cluster.leaseHolder(lease)] as const);
  return {
    servers: cluster.servers,
    nodes: cluster.nodes,
    etcdLeader: await cluster.etcdLeader(),
    leaseHolders: Object.fromEntries(await Promise.all(holders)),
  };
}
