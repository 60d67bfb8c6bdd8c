import { expectApplied } from '../control-plane/apply';
import { monotonicMs } from '../monotonic';
import { GaveUp, waitFor } from '../runs/wait-for';
import type { Cluster } from './cluster';
import { nodeOf } from './nodes';
import type { ClusterPlan, ProgramName } from './programs';
import { waitUntilSteady } from './steady-state';

/** A step of coming up and how long it took. */
export interface Phase {
  readonly name: string;
  readonly ms: number;
}

const PHASE_DEADLINE_MS = 90_000;
/** A program that ended this often while it started will not start. */
const TRIES = 4;

/** Notes how long each step takes. */
export async function timePhase<T>(phases: Phase[], name: string, work: () => Promise<T>): Promise<T> {
  const started = monotonicMs();
  const result = await work();
  phases.push({ name, ms: monotonicMs() - started });
  return result;
}

/** Starts everything in the order in which it is needed, and waits until the cluster is steady. */
export async function bringUp(cluster: Cluster, plan: ClusterPlan, phases: Phase[]): Promise<void> {
  const start = async (...names: readonly ProgramName[]) =>
    Promise.all(cluster.programs.filter(({ name }) => names.includes(name)).map(async (program) => program.start()));

  await timePhase(phases, 'etcd', async () => {
    await start('etcd', 'proxy');
    await up(cluster, 'etcd to have a leader', async () => {
      const members = await cluster.etcdMembers();
      return members.length === cluster.etcdHosts.length && members.every(({ leader }) => leader !== undefined);
    });
  });
  await timePhase(phases, 'API servers', async () => {
    await start('apiserver');
    await Promise.all(cluster.servers.map(async (name) => serverReady(cluster, name)));
  });
  await timePhase(phases, 'nodes, leases, load balancers', async () => {
    await start('scheduler', 'controller-manager');
    const api = cluster.serverApi(cluster.servers[0] ?? '');
    expectApplied(await api.apply(plan.hosts.filter((host) => host.plan.runsNode).map(nodeOf)));
    await start('kwok');
    await up(cluster, 'the cluster to be steady', async () => {
      await waitUntilSteady(cluster, { deadlineMs: 1000 });
      return true;
    });
  });
  await timePhase(phases, 'default ServiceAccount', async () => {
    const api = cluster.serverApi(cluster.servers[0] ?? '');
    const path = '/api/v1/namespaces/default/serviceaccounts/default';
    // Pods that are made before it are refused.
    await up(cluster, 'the default ServiceAccount', async () => {
      const { status } = await api.client.send({ method: 'GET', path });
      return status === 200;
    });
  });
}

async function serverReady(cluster: Cluster, name: string): Promise<void> {
  await up(cluster, `the API server of ${name} to be ready`, async () => {
    const call = { method: 'GET', path: '/readyz', timeoutMs: 5000 } as const;
    const { status, body } = await cluster.serverApi(name).client.send(call);
    if (status !== 200) throw new Error(`/readyz ${status} ${String(body)}`);
    return true;
  });
}

/** Waits, and gives up as soon as a program cannot start. */
async function up(cluster: Cluster, what: string, ask: () => Promise<boolean>): Promise<void> {
  await waitFor(
    what,
    async () => {
      for (const { host, name, lastLines } of cluster.programs)
        if (
          cluster.history.filter((c) => c.host === host && c.program === name && c.change === 'ended').length >= TRIES
        )
          throw new GaveUp(`${name} of ${host} ends again and again:\n${lastLines()}`);
      return ask();
    },
    { deadlineMs: PHASE_DEADLINE_MS, everyMs: 100 },
  );
}
