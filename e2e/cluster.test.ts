import { existsSync } from 'node:fs';
import { type Cluster, startCluster } from './harness/cluster/cluster';
import { CONTROLLER_LEASES } from './harness/cluster/steady-state';
import { describeWith } from './harness/components/describe-with';
import { expectApplied } from './harness/control-plane/apply';
import type { KubeApi } from './harness/control-plane/kube-api';
import { namespacesOf } from './harness/runs/namespaces';
import { processesOf } from './harness/runs/run-processes';
import { waitFor } from './harness/runs/wait-for';
import { earlierFigure } from './lab/measured-earlier';
import type { Experiment } from './lab/experiment';
import { figures } from './lab/figures';
import { LAB_COMPONENTS } from './lab/observers';
import { runTrial } from './lab/run-trial';

/** On two cores that are free; each phase is printed. */
const READY_MS = 30_000;
/** Far more than an election and two checks of a load balancer: what this exceeds is an outage. */
const OUTAGE_MS = 10_000;

const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } });

describeWith(...LAB_COMPONENTS)('a cluster', () => {
  describe('of three servers and two agents', () => {
    let cluster: Cluster;

    beforeAll(async () => {
      cluster = await startCluster();
    });

    afterAll(async () => {
      await cluster.stop();
      // Nothing is left of it.
      expect(processesOf(cluster.folder)).toEqual([]);
      expect(namespacesOf(cluster.folder)).toEqual([]);
      expect(existsSync(cluster.folder)).toBe(false);
    });

    test('is ready in time', () => {
      const total = cluster.phases.reduce((sum, { ms }) => sum + ms, 0);
      say(`ready in ${seconds(total)}: ${cluster.phases.map(({ name, ms }) => `${name} ${seconds(ms)}`).join(', ')}`);
      expect(total).toBeLessThan(READY_MS);
    });

    test('has its nodes in three zones, and one answer to every question', async () => {
      const answers = await Promise.all(cluster.nodes.map(async (host) => zonesBy(cluster.api(host))));
      for (const zones of answers) expect(zones).toEqual({ n1: 'a', n2: 'b', n3: 'c', n4: 'a', n5: 'b' });
    });

    test('a program that ends is started again, by the supervisor alone', async () => {
      const program = cluster.program('n4', 'kwok');
      const before = program.daemon()?.pid;
      await program.kill();
      await waitFor('kwok to be started again', () => program.daemon(), { deadlineMs: 5000 });
      expect(program.daemon()?.pid).not.toBe(before);
      // It has the mark of the run as soon as it is more than a copy of who started it.
      await waitFor('every program to run once', () => processesOf(cluster.folder).length === cluster.programs.length, {
        deadlineMs: 5000,
      });
    });

    test.each(['n1', 'n2', 'n3'])(
      'without %s the API answers through every other host, and what it led is led by another',
      async (host) => {
        const trial = await cluster.keepingLogs(async () => {
          await cluster.steady({ deadlineMs: 60_000 });
          return runTrial(cluster, crashOf(host), { everyMs: 200 });
        });
        const gaps = figures['write-gap'].of(trial);
        const who = trial.before.etcdLeader === host ? 'crash-leader' : 'crash-follower';
        say(
          `${host} crashed (${who}): longest gap of writes ${gaps.map(seconds).join(', ')}; ` +
            `measured earlier ${earlierFigure(who, 'write-gap')}`,
        );
        expect(trial.majority).toHaveLength(4);
        for (const gap of [...gaps, ...figures['quorum-read-gap'].of(trial)]) expect(gap).toBeLessThan(OUTAGE_MS);
        for (const [lease, holder] of Object.entries(trial.before.leaseHolders))
          if (holder === host)
            expect(trial.events).toContainEqual(expect.objectContaining({ type: 'lease-taken', lease }));
      },
    );
  });

  test('of one server, twice at the same time: neither knows of the other', async () => {
    const [one, other] = await Promise.all([
      startCluster({ servers: 1, agents: 0 }),
      startCluster({ servers: 1, agents: 0 }),
    ]);
    try {
      expectApplied(await one.api('n1').apply([configMap('of-one')]));
      expect(await statusOf(other, 'of-one')).toBe(404);
      await one.stop();
      expectApplied(await other.api('n1').apply([configMap('of-other')]));
      expect(await statusOf(other, 'of-other')).toBe(200);
    } finally {
      await one.stop();
      await other.stop();
    }
    expect([one, other].flatMap(({ folder }) => [...processesOf(folder), ...namespacesOf(folder)])).toEqual([]);
  });

  test('of five servers and two agents, seven hosts in all, goes on without any two of its servers', async () => {
    const cluster = await startCluster({ servers: 5, agents: 2 });
    try {
      await cluster.steady({ deadlineMs: 60_000 });
      expect((await cluster.etcdMembers()).map(({ member }) => member)).toEqual(['n1', 'n2', 'n3', 'n4', 'n5']);
      const leader = await cluster.etcdLeader();
      const follower = ['n1', 'n2'].find((name) => name !== leader) ?? '';
      await Promise.all([leader, follower].map(async (name) => cluster.powerOff(name)));
      const answering = cluster.nodes.filter((name) => name !== leader && name !== follower);
      for (const host of answering)
        await waitFor(`a write through ${host} to succeed`, async () => (await writes(cluster, host)) === 200, {
          deadlineMs: 30_000,
        });
    } finally {
      await cluster.stop();
    }
  });

  test('with etcd on hosts of its own goes on without one of them', async () => {
    const cluster = await startCluster({ servers: 1, agents: 0, etcdHosts: 3 });
    try {
      const leader = await cluster.etcdLeader();
      await cluster.powerOff(leader);
      await waitFor('a write to succeed', async () => (await writes(cluster)) === 200, { deadlineMs: 30_000 });
      const left = await cluster.etcdMembers();
      expect(left.map(({ member }) => member)).toEqual(['e1', 'e2', 'e3'].filter((name) => name !== leader));
    } finally {
      await cluster.stop();
    }
  });

  test('that cannot be built is refused before anything is started', async () => {
    await expect(startCluster({ servers: 0 })).rejects.toThrow(/found 0 servers.*expected 1 to 7 servers/);
    await expect(startCluster({ servers: 7, agents: 7 })).rejects.toThrow(/10 in all/);
  });
});

function crashOf(host: string): Experiment {
  return {
    id: `crash-${host}`,
    title: `${host} crashes`,
    cluster: {},
    run: async (stage) => {
      const rest = stage.cluster.nodes.filter((name) => name !== host);
      await stage.act({ action: 'crash', hosts: [host] });
      for (const lease of CONTROLLER_LEASES)
        if (stage.before.leaseHolders[lease] === host)
          await stage.until(`${lease} to be led`, (e) => e.type === 'lease-taken' && e.lease === lease, {
            deadlineMs: 30_000,
          });
      await stage.undisturbed(rest, { deadlineMs: 60_000 });
      return rest;
    },
    figures: ['write-gap', 'quorum-read-gap'],
  };
}

async function zonesBy({ client }: KubeApi): Promise<Readonly<Record<string, string | undefined>>> {
  const { items } = (await client.mustSend({ method: 'GET', path: '/api/v1/nodes' })) as {
    readonly items: readonly {
      readonly metadata: { readonly name: string; readonly labels: Record<string, string> };
    }[];
  };
  return Object.fromEntries(items.map(({ metadata: m }) => [m.name, m.labels['topology.kubernetes.io/zone']]));
}

async function statusOf(cluster: Cluster, name: string): Promise<number> {
  const path = `/api/v1/namespaces/default/configmaps/${name}`;
  return (await cluster.api('n1').client.send({ method: 'GET', path })).status;
}

/** Through the host's own load balancer. */
async function writes(cluster: Cluster, host = 'n1'): Promise<number | undefined> {
  const [result] = await cluster.api(host).apply([configMap(`after-the-loss-${host}`)]);
  return result?.error === undefined ? 200 : result.status;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function say(line: string): void {
  process.stderr.write(`e2e: ${line}\n`);
}
