import type { KubeApi } from '../control-plane/kube-api';
import type { KubeClient } from '../control-plane/kube-client';
import { createNetwork, type Host, type Network } from '../network';
import { keepLogs } from '../runs/keep-logs';
import { makeRunFolder, removeRun, sweepRuns } from '../runs/run-folder';
import { component } from '../components';
import { bringUp, type Phase, timePhase } from './bring-up';
import { type Credentials, makeCredentials } from './credentials';
import { type Doors, openDoors, writeProxyConfigs } from './doors';
import { askMembers, type MemberStatus } from './etcd-status';
import { layOut, type Shape } from './layout';
import { writeStages } from './nodes';
import { CLUSTER_COMPONENTS, type ClusterPlan, type ProgramName, programsOf } from './programs';
import { changeSettings, type ClusterSettings, FAST_SETTINGS, type SettingsChange } from './settings';
import { type ControllerLease, leaseHolder, waitUntilSteady } from './steady-state';
import { type Program, type ProgramChange, supervise } from './supervisor';
import { setTcp } from './set-tcp';

export interface ClusterOptions extends Shape {
  /** @default FAST_SETTINGS */
  readonly settings?: ClusterSettings;
  /** What differs from them. @default nothing */
  readonly change?: SettingsChange;
  /** Names of hosts that are in its network, and on which it runs nothing. @default [] */
  readonly others?: readonly string[];
}

/** A Kubernetes cluster on hosts of its own, laid out as k3s does it. Nodes are kwok's; all that decides is real. */
export interface Cluster {
  readonly folder: string;
  readonly settings: ClusterSettings;
  readonly network: Network;
  readonly credentials: Credentials;
  /** Hosts with an API server, a scheduler and a controller manager. */
  readonly servers: readonly string[];
  /** Hosts with a node and a load balancer: all but those for etcd. */
  readonly nodes: readonly string[];
  readonly etcdHosts: readonly string[];
  /** How long it took to come up. */
  readonly phases: readonly Phase[];
  readonly programs: readonly Program[];
  /** What became of the programs so far. */
  readonly history: readonly ProgramChange[];

  /** The API as a host's programs reach it: by its load balancer on 127.0.0.1:7443. */
  readonly api: (host: string) => KubeApi;
  /** One server's own API. */
  readonly serverApi: (host: string) => KubeApi;
  /** Ways to each etcd's own port. */
  readonly etcdDoors: ReadonlyMap<string, KubeClient>;
  readonly etcdMembers: () => Promise<readonly MemberStatus[]>;
  /** @throws Error when its members do not agree on one */
  readonly etcdLeader: () => Promise<string>;
  /** The host whose program holds the lease and renews it. @throws Error when nobody does */
  readonly leaseHolder: (lease: ControllerLease) => Promise<string>;

  /** @throws Error when the host does not run it */
  readonly program: (host: string, name: ProgramName) => Program;
  /** Ends these programs of a host at once, and leaves them down: as when its k3s crashed. @default all but HAProxy and kwok */
  readonly crash: (host: string, ...names: readonly ProgramName[]) => Promise<void>;
  /** Nobody hears of it: first the link goes, then all programs end. */
  readonly powerOff: (host: string) => Promise<void>;
  /** Starts what is down on these hosts. @default all hosts */
  readonly start: (...hosts: readonly string[]) => Promise<void>;
  /** Heals the network and starts what is down. */
  readonly repair: () => Promise<void>;
  /** Waits until all is as it should be: etcd, API servers, load balancers, nodes, leases. @throws Error with what is not */
  readonly steady: (deadline: { readonly deadlineMs: number }) => Promise<void>;
  /** Does something; when it fails the programs' logs are kept in a folder that outlives the cluster, and it is said where. */
  readonly keepingLogs: <T>(work: () => Promise<T>) => Promise<T>;
  /** Ends everything and removes it. */
  readonly stop: () => Promise<void>;
}

/** What a server's k3s does in one process. */
const SERVER_PROGRAMS: readonly ProgramName[] = ['etcd', 'apiserver', 'scheduler', 'controller-manager'];

/**
 * Starts a cluster and waits until it is steady; sweeps what killed runs left. Needs root.
 *
 * @throws ComponentError when a program is not in the cache
 * @throws Error with what is amiss when it does not come up
 */
export async function startCluster({
  settings = FAST_SETTINGS,
  change = {},
  others = [],
  ...shape
}: ClusterOptions = {}): Promise<Cluster> {
  for (const name of CLUSTER_COMPONENTS) component(name);
  const plans = layOut(shape);
  await sweepRuns();
  const folder = makeRunFolder('cluster');
  const phases: Phase[] = [];
  try {
    const network = await timePhase(phases, 'network', async () =>
      createNetwork({ folder, hosts: [...plans.map(({ name }) => name), ...others] }),
    );
    const hosts = plans.map((plan) => ({ plan, host: network.host(plan.name) }));
    const hostsWhere = (does: 'runsApi' | 'runsEtcd') => hosts.filter(({ plan }) => plan[does]).map(({ host }) => host);
    const credentials = await timePhase(phases, 'certificates', async () =>
      makeCredentials(folder, { api: hostsWhere('runsApi'), etcd: hostsWhere('runsEtcd') }),
    );
    const plan: ClusterPlan = { folder, settings: changeSettings(settings, change), credentials, hosts };
    await Promise.all(hosts.map(async ({ host }) => setTcp(host, plan.settings.tcp)));
    writeProxyConfigs(plan);
    writeStages(folder);
    const cluster = makeCluster(plan, network, openDoors(plan), phases);
    try {
      await cluster.keepingLogs(async () => bringUp(cluster, plan, phases));
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  } catch (error) {
    await removeRun(folder);
    throw error;
  }
}

function makeCluster(plan: ClusterPlan, network: Network, doors: Doors, phases: readonly Phase[]): Cluster {
  const { folder, settings, credentials, hosts } = plan;
  const namesWhere = (does: 'runsApi' | 'runsEtcd' | 'runsNode') =>
    hosts.filter((host) => host.plan[does]).map((host) => host.plan.name);
  const history: ProgramChange[] = [];
  const programs = hosts.flatMap((host) => superviseAll(plan, host, (change) => history.push(change)));
  const servers = namesWhere('runsApi');
  const programsWhere = (test: (program: Program) => boolean) => programs.filter(test);
  const stopAll = async (ended: readonly Program[]) => {
    await Promise.all(ended.map(async (program) => program.stop()));
  };
  const start = async (...names: readonly string[]) => {
    const down = programsWhere(({ host }) => names.length === 0 || names.includes(host));
    await Promise.all(down.map(async (program) => program.start()));
  };
  const cluster: Cluster = {
    ...{ folder, settings, network, credentials, servers, phases, programs, history },
    nodes: namesWhere('runsNode'),
    etcdHosts: namesWhere('runsEtcd'),
    api: (host) => get(doors.api, host),
    serverApi: (host) => get(doors.serverApi, host),
    etcdDoors: doors.etcd,
    etcdMembers: async () => askMembers(doors.etcd),
    etcdLeader: async () => agreedLeader(await askMembers(doors.etcd)),
    leaseHolder: async (lease) => anyServer(servers, async (name) => holder(get(doors.serverApi, name), lease)),
    program: (host, name) => {
      const found = programs.find((program) => program.host === host && program.name === name);
      if (found) return found;
      throw new Error(
        `found no ${name} on ${host}; expected one of ${programs.map((p) => `${p.host}/${p.name}`).join(', ')}`,
      );
    },
    crash: async (host, ...names) => {
      const ended = names.length === 0 ? SERVER_PROGRAMS : names;
      await stopAll(programsWhere((program) => program.host === host && ended.includes(program.name)));
    },
    powerOff: async (name) => {
      await network.unplug(name);
      await stopAll(programsWhere(({ host }) => host === name));
    },
    start,
    repair: async () => {
      await network.heal();
      await start();
    },
    steady: async (deadline) => waitUntilSteady(cluster, deadline),
    keepingLogs: async (work) => {
      try {
        return await work();
      } catch (error) {
        keepLogs(folder);
        throw error;
      }
    },
    stop: async () => {
      doors.close();
      await stopAll(programs);
      await removeRun(folder);
    },
  };
  const holder = async (api: KubeApi, lease: ControllerLease): Promise<string> => {
    const found = await leaseHolder(api, lease, settings.leases.durationMs);
    if (found === undefined) throw new Error(`nobody holds the lease ${lease}`);
    return found;
  };
  return cluster;
}

function superviseAll(
  plan: ClusterPlan,
  planned: ClusterPlan['hosts'][number],
  report: (change: ProgramChange) => void,
) {
  const host: Host = planned.host;
  return [...programsOf(planned, plan)].map(([name, { program, args }]) =>
    supervise(
      { host: host.name, name, restartMs: plan.settings.restartMs },
      async () => host.start(name, program, args),
      report,
    ),
  );
}

function agreedLeader(members: readonly MemberStatus[]): string {
  const [leader, ...others] = new Set(members.map((member) => member.leader));
  if (leader !== undefined && others.length === 0) return leader;
  throw new Error(
    `etcd: found ${members.map((m) => `${m.member} knows ${m.leader ?? 'no leader'}`).join(', ')}; expected one leader`,
  );
}

/** The first server that answers. */
async function anyServer<T>(servers: readonly string[], ask: (server: string) => Promise<T>): Promise<T> {
  return Promise.any(servers.map(ask)).catch((error: unknown) => {
    throw (error as AggregateError).errors[0];
  });
}

function get<T>(map: ReadonlyMap<string, T>, host: string): T {
  const found = map.get(host);
  if (found !== undefined) return found;
  throw new Error(`found nothing of ${host}; expected one of ${[...map.keys()].join(', ')}`);
}
