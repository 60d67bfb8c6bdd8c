import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { planOf } from '../bootstrap/testing';
import { makeStepShell, type StepShell } from './harness/bootstrap/step-shell';
import { type Cluster, startCluster } from './harness/cluster/cluster';
import { API_PORT } from './harness/cluster/ports';
import { CLUSTER_COMPONENTS } from './harness/cluster/programs';
import { describeWith } from './harness/components/describe-with';
import { type ApiServer, startApiServer } from './harness/control-plane/api-server';
import { writeKubeconfig } from './harness/control-plane/kubeconfig';
import { readExample } from './harness/examples';
import { waitFor } from './harness/runs/wait-for';

const SERVERS = ['n1', 'n2', 'n3'] as const;
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/zero-spof-server-restart';
const TLS = '/var/lib/rancher/k3s/server/tls';

type Shells = ReadonlyMap<string, StepShell>;

async function on(shells: Shells, server: string, lines: string) {
  const shell = shells.get(server);
  if (!shell) throw new Error(`found no ${server}`);
  return shell.run(lines);
}

describeWith(
  'etcd',
  'kube-apiserver',
  'kubectl',
)('the lock of a server that is to restart', () => {
  let api: ApiServer;
  let shells: Shells;

  beforeAll(async () => {
    api = await startApiServer();
    const spec = readExample('three-nodes.yaml');
    shells = new Map(SERVERS.map((name) => [name, makeStepShell(join(api.folder, name), api, planOf(spec, name))]));
  });
  afterAll(async () => api.stop());

  const take = async (server: string): Promise<boolean> => (await on(shells, server, 'lease_take')).code === 0;
  const give = async (server: string): Promise<void> => {
    expect((await on(shells, server, 'lease_give')).code).toBe(0);
  };
  const holder = async (): Promise<string | undefined> => {
    const { body } = await api.client.send({ method: 'GET', path: LEASE });
    return (body as { readonly spec?: { readonly holderIdentity: string } }).spec?.holderIdentity;
  };

  test('is there for the next one when the one before it is back', async () => {
    expect(await take('n1')).toBe(true);
    expect(await take('n2')).toBe(false);
    const second = on(shells, 'n2', 'until_true 300 lease_take');
    expect(await holder()).toBe('n1');
    await give('n1');
    expect((await second).code).toBe(0);
    expect(await holder()).toBe('n2');
    await give('n2');
    expect(await holder()).toBe(undefined);
  });

  test('has one holder when all want it at the same moment', async () => {
    const taken = await Promise.all(SERVERS.map(take));
    expect(taken.filter(Boolean)).toHaveLength(1);
    const first = SERVERS[taken.indexOf(true)] ?? '';
    expect(await holder()).toBe(first);
    // A script that was killed comes again, and goes on.
    expect(await take(first)).toBe(true);
    await give(first);
  });

  test('is given back by the script that finds its server up, where the one before it was killed', async () => {
    expect(await take('n1')).toBe(true);
    expect((await on(shells, 'n2', 'k3s_went_on')).code).toBe(0);
    expect(await holder()).toBe('n1');
    expect((await on(shells, 'n1', 'k3s_went_on')).code).toBe(0);
    expect(await holder()).toBe(undefined);
  });

  test('goes from one that never came back to one other, from which the first then takes nothing', async () => {
    expect(await take('n1')).toBe(true);
    const renewTime = new Date(Date.now() - 1000 * 1000).toISOString().replace('Z', '000Z');
    await api.client.mustSend({
      ...{ method: 'PATCH', path: LEASE, body: JSON.stringify({ spec: { renewTime } }) },
      contentType: 'application/merge-patch+json',
    });
    const taken = await Promise.all((['n2', 'n3'] as const).map(take));
    expect(taken.filter(Boolean)).toHaveLength(1);
    const next = taken[0] === true ? 'n2' : 'n3';
    await give('n1');
    expect(await holder()).toBe(next);
    await give(next);
    expect(await holder()).toBe(undefined);
  });
});

describeWith(...CLUSTER_COMPONENTS, 'kubectl')('a server that has the lock', () => {
  let cluster: Cluster;
  let shells: Shells;

  beforeAll(async () => {
    cluster = await startCluster({ agents: 0 });
    shells = new Map(SERVERS.map((name) => [name, shellOf(cluster, name)]));
  });
  afterAll(async () => cluster.stop());

  const mayRestart = async (server: string): Promise<boolean> => (await on(shells, server, 'others_decide')).code === 0;

  test('may, while both others answer, and may not from the moment when one of them is gone', async () => {
    expect(await mayRestart('n1')).toBe(true);
    await cluster.crash('n2');
    expect(await mayRestart('n1')).toBe(false);
    expect(await mayRestart('n3')).toBe(false);
    await cluster.start('n2');
    await cluster.steady({ deadlineMs: 120_000 });
    await waitFor('n1 to see n2', async () => mayRestart('n1'), { deadlineMs: 60_000 });
  });

  test('may not while the API of another answers, and its member of etcd does not', async () => {
    await cluster.crash('n3', 'etcd');
    // An API server asks its etcd at most once a second, and repeats the last answer in between.
    await waitFor('n1 to see it', async () => !(await mayRestart('n1')), { deadlineMs: 10_000 });
    await cluster.start('n3');
    await cluster.steady({ deadlineMs: 120_000 });
    await waitFor('n1 to see n3', async () => mayRestart('n1'), { deadlineMs: 60_000 });
  });

  test('may not while a new member learns', async () => {
    const etcd = cluster.etcdDoors.get('n1');
    const send = async (what: string, body: object) =>
      (await etcd?.mustSend({ method: 'POST', path: `/v3/cluster/member/${what}`, body: JSON.stringify(body) })) as {
        readonly member: { readonly ID: string };
      };
    // etcd takes nobody in while a member has been away a moment ago.
    const learner = { peerURLs: ['https://192.0.2.9:2380'], isLearner: true };
    const { member } = await waitFor('etcd to take a learner', async () => send('add', learner), {
      deadlineMs: 60_000,
    });
    expect(await mayRestart('n1')).toBe(false);
    await send('remove', { ID: member.ID });
    expect(await mayRestart('n1')).toBe(true);
  });
});

/** The script of a server of an example, under the name and on the network of one of the cluster's hosts. */
function shellOf(cluster: Cluster, name: string): StepShell {
  const { admin, authority, etcdAuthority, etcdClient } = cluster.credentials;
  const host = cluster.network.host(name);
  const root = join(cluster.folder, `${name}-root`);
  for (const [from, to] of [
    [authority.cert, 'server-ca.crt'],
    [admin.cert, 'client-admin.crt'],
    [admin.key, 'client-admin.key'],
    [etcdAuthority.cert, 'etcd/server-ca.crt'],
    [etcdClient.cert, 'etcd/client.crt'],
    [etcdClient.key, 'etcd/client.key'],
  ] as const) {
    mkdirSync(dirname(join(root, TLS, to)), { recursive: true });
    cpSync(from, join(root, TLS, to));
  }
  const kubeconfig = writeKubeconfig(join(root, 'admin.kubeconfig'), {
    ...{ url: `https://127.0.0.1:${API_PORT}`, authority, user: admin },
  });
  const shell = makeStepShell(root, { kubeconfig }, planOf(readExample('three-nodes.yaml'), name), host.run);
  shell.put('/var/lib/zero-spof/tailnet-address', `${host.address}\n`);
  return shell;
}
