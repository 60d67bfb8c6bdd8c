import { readFileSync } from 'node:fs';
import { type Cluster, startCluster } from './harness/cluster/cluster';
import { CLUSTER_COMPONENTS } from './harness/cluster/programs';
import { describeWith } from './harness/components/describe-with';
import { expectApplied } from './harness/control-plane/apply';
import { askDns, type DnsClient, startDnsClient } from './harness/dns/ask-dns';
import { type CoreDnsReplica, makeReplica } from './harness/dns/coredns-replica';
import type { Answer, Question } from './harness/dns/query';
import { DNS_WORKLOADS } from './harness/dns/workloads';
import { documentsOf, readExample } from './harness/examples';
import type { Host } from './harness/network';
import type { Daemon } from './harness/runs/daemon';
import { waitFor } from './harness/runs/wait-for';

const OBJECTS: any[] = documentsOf(readExample('three-nodes.yaml')).map(({ object }) => object);
const ofKind = (kind: string, name: string): any =>
  OBJECTS.find((object) => object.kind === kind && object.metadata.name === name);
const COREFILE: string = ofKind('ConfigMap', 'coredns').data.Corefile;
const POD = ofKind('Deployment', 'coredns').spec.template.spec;
const [CONTAINER] = POD.containers;
/** RBAC, the ConfigMap and the Service: all of dist/dns but the Deployment, whose pods are processes here. */
const DNS_OBJECTS = OBJECTS.filter(
  ({ kind, metadata }) =>
    /coredns|kube-dns/.test(metadata.name) && kind !== 'Deployment' && kind !== 'PodDisruptionBudget',
);

/** The client, and the DNS server of the nodes, are where the API server is. */
const [CLIENT, ...NODES] = ['n1', 'n2', 'n3', 'n4'] as const;
const EVERY_MS = 100;
const WEB = 'web.dns-test.svc.cluster.local';
const POD_NAME = 'sts-0.sts.dns-test.svc.cluster.local';

const a = (name: string): Question => ({ name, type: 'A' });

/**
 * CoreDNS with the Corefile, the arguments and the permissions of dist/, beside a real API server. Stood in for: the pods
 * of the Services that are asked for (kwok), and the pods of CoreDNS, which are processes that see a pod's files.
 */
describeWith(...CLUSTER_COMPONENTS, 'coredns')('DNS of dist/', () => {
  let cluster: Cluster;
  let client: Host;
  let upstream: Daemon;
  let replicas: readonly CoreDnsReplica[];
  const running = new Map<string, Daemon>();
  const addressOf = ({ host }: CoreDnsReplica): string => host.address;
  const start = async (replica: CoreDnsReplica): Promise<Daemon> => {
    const daemon = await replica.start(CONTAINER.args);
    running.set(replica.host.name, daemon);
    return daemon;
  };
  const daemonOf = ({ host }: CoreDnsReplica): Daemon => running.get(host.name)!;
  const ask = async (servers: readonly CoreDnsReplica[], ...questions: readonly Question[]) =>
    askDns(client, { servers: servers.map(addressOf), questions, timeoutMs: 2000 });
  const poll = async (name: string, ...questions: readonly Question[]): Promise<DnsClient> =>
    startDnsClient(cluster.folder, client, name, {
      servers: replicas.map(addressOf),
      questions,
      everyMs: EVERY_MS,
      timeoutMs: 1000,
    });
  /** The status of a probe, from the client; undefined when nobody answers. */
  const probe = async ({ host }: CoreDnsReplica, { httpGet, timeoutSeconds }: any): Promise<number | undefined> => {
    const url = `http://${host.address}:${httpGet.port}${httpGet.path}`;
    const script = `fetch(process.argv[1], {signal: AbortSignal.timeout(${timeoutSeconds * 1000})}).then((r) => process.stdout.write(String(r.status)), () => {})`;
    const { stdout } = await client.mustRun(process.execPath, ['-e', script, url]);
    return stdout === '' ? undefined : Number(stdout);
  };
  const waitUntilReady = async (replica: CoreDnsReplica): Promise<void> => {
    await waitFor(
      `CoreDNS on ${replica.host.name} to be ready`,
      async () => {
        if (daemonOf(replica).ended()) throw new Error(daemonOf(replica).lastLines());
        return (await probe(replica, CONTAINER.readinessProbe)) === 200;
      },
      { deadlineMs: 30_000 },
    );
  };
  const waitForAnswer = async (replica: CoreDnsReplica, question: Question, records: readonly string[]) =>
    waitFor(
      `${replica.host.name} to know ${question.name}`,
      async () => {
        const [answer] = await ask([replica], question);
        if (JSON.stringify(answer?.records) === JSON.stringify(records)) return true;
        throw new Error(JSON.stringify(answer));
      },
      { deadlineMs: 60_000, everyMs: 200 },
    );
  const get = async (path: string): Promise<any> => cluster.api(CLIENT).client.mustSend({ method: 'GET', path });

  beforeAll(async () => {
    cluster = await startCluster({ servers: 1, agents: NODES.length });
    client = cluster.network.host(CLIENT);
    expectApplied(await cluster.api(CLIENT).apply([...DNS_OBJECTS, ...DNS_WORKLOADS]));
    const { status } = (await cluster.api(CLIENT).client.mustSend({
      method: 'POST',
      path: '/api/v1/namespaces/kube-system/serviceaccounts/coredns/token',
      body: JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} }),
    })) as { readonly status: { readonly token: string } };
    const authority = readFileSync(cluster.credentials.authority.cert, 'utf8');
    const common = { upstream: client.address, token: status.token, authority };
    const api = { host: '127.0.0.1', port: 7443 };
    const world = '.:53 {\n    template IN A example.org {\n        answer "{{ .Name }} 5 IN A 192.0.2.1"\n    }\n}\n';
    upstream = await makeReplica(cluster.folder, client, api, { ...common, corefile: world }).start(CONTAINER.args);
    replicas = NODES.map((name) =>
      makeReplica(cluster.folder, cluster.network.host(name), api, { ...common, corefile: COREFILE }),
    );
    await Promise.all(replicas.map(start));
    await Promise.all(replicas.map(waitUntilReady));
  });

  afterAll(async () => cluster.stop());

  test('every replica answers for Services, headless Services, pods of StatefulSets, addresses and the world', async () => {
    const { spec } = await get('/api/v1/namespaces/dns-test/services/web');
    const pods = await waitFor(
      'pods with addresses',
      async () => {
        const { items } = await get('/api/v1/namespaces/dns-test/pods');
        return items.length === 5 && items.every(({ status }: any) => status.podIP) ? (items as any[]) : undefined;
      },
      { deadlineMs: 30_000 },
    );
    // A pod gets its address before its Services hear that it is ready.
    await waitFor(
      'ready endpoints of every pod',
      async () => {
        const { items } = await get('/apis/discovery.k8s.io/v1/namespaces/dns-test/endpointslices');
        const ready = (items as any[]).flatMap(({ endpoints }) =>
          (endpoints ?? []).filter(({ conditions }: any) => conditions.ready === true),
        );
        // Three behind each of two Services, and two of the StatefulSet.
        return ready.length === 8;
      },
      { deadlineMs: 60_000, everyMs: 200 },
    );
    const ipsOf = (app: string) =>
      pods.filter((p) => p.metadata.labels.app === app).map((p) => p.status.podIP as string);
    const pod = pods.find(({ metadata }) => metadata.name === 'sts-0');
    const expected: readonly (readonly [Question, readonly string[]])[] = [
      [a('kubernetes.default.svc.cluster.local'), ['10.43.0.1']],
      [a('kube-dns.kube-system.svc.cluster.local'), ['10.43.0.10']],
      [a(WEB), [spec.clusterIP]],
      [a('web-headless.dns-test.svc.cluster.local'), ipsOf('web').sort()],
      [a('sts.dns-test.svc.cluster.local'), ipsOf('sts').sort()],
      [a(POD_NAME), [pod.status.podIP]],
      [{ name: '_http._tcp.web.dns-test.svc.cluster.local', type: 'SRV' }, [`${WEB}:80`]],
      [{ name: `${spec.clusterIP.split('.').reverse().join('.')}.in-addr.arpa`, type: 'PTR' }, [WEB]],
      [a('example.org'), ['192.0.2.1']],
    ];
    expect(ipsOf('web')).toHaveLength(3);
    const questions = expected.map(([question]) => question);
    const wanted = expected.flatMap(([{ name }, records]) => NODES.map(() => ({ name, records })));
    await waitFor(
      'every replica to know all of it',
      async () => {
        const answers = await ask(replicas, ...questions);
        expect(answers.map(({ name, records }) => ({ name, records }))).toEqual(wanted);
        return true;
      },
      { deadlineMs: 60_000, everyMs: 200 },
    );
    const unknown = await ask(replicas, a('nobody.dns-test.svc.cluster.local'));
    expect(unknown.map(({ error }) => error)).toEqual(NODES.map(() => 'ENOTFOUND'));
  });

  test('the probes of dist/ find every replica alive and ready', async () => {
    for (const replica of replicas) {
      expect(await probe(replica, CONTAINER.livenessProbe)).toBe(200);
      expect(await probe(replica, CONTAINER.readinessProbe)).toBe(200);
    }
  });

  test('a killed replica loses its own queries and no others', async () => {
    const poller = await poll('killing', a(WEB), a(POD_NAME));
    const killed: { readonly server: string; readonly from: number; readonly to: number }[] = [];
    for (const replica of replicas) {
      const from = Date.now();
      await daemonOf(replica).stop('SIGKILL');
      const isLost = ({ server, sentAt, error }: Answer) =>
        server === addressOf(replica) && sentAt > from && error !== undefined;
      await waitFor('queries to it to be lost', () => poller.answers().some(isLost), { deadlineMs: 10_000 });
      await start(replica);
      await waitUntilReady(replica);
      killed.push({ server: addressOf(replica), from, to: Date.now() });
    }
    const answers = await poller.stop();
    const isExcused = ({ server, sentAt, tookMs }: Answer) =>
      killed.some((k) => k.server === server && sentAt + tookMs >= k.from && sentAt <= k.to);
    expect(answers.filter((answer) => answer.error !== undefined && !isExcused(answer))).toEqual([]);
    expect(answers.filter(({ records }) => records).length).toBeGreaterThan(NODES.length * 5);
  });

  test('while the API is away all answers go on, and a replica that starts meanwhile is not ready', async () => {
    const poller = await poll('no-api', a(WEB), a(POD_NAME), a('web-headless.dns-test.svc.cluster.local'));
    await cluster.crash(CLIENT, 'apiserver');
    const from = Date.now();
    const [late, ...others] = replicas as [CoreDnsReplica, ...CoreDnsReplica[]];
    await daemonOf(late).stop('SIGKILL');
    await start(late);
    // It listens though it has seen no API: what keeps clients from it is that it is not ready.
    await waitFor('it to be alive', async () => (await probe(late, CONTAINER.livenessProbe)) === 200, {
      deadlineMs: 30_000,
    });
    expect(await probe(late, CONTAINER.readinessProbe)).toBe(503);
    const kubernetes = a('kubernetes.default.svc.cluster.local');
    await waitFor('it to know nothing', async () => (await ask([late], kubernetes))[0]?.error === 'ESERVFAIL', {
      deadlineMs: 20_000,
    });
    await waitFor('twenty seconds without the API', () => Date.now() - from > 20_000, { deadlineMs: 25_000 });
    expect(await probe(late, CONTAINER.readinessProbe)).toBe(503);
    for (const other of others) expect(await probe(other, CONTAINER.readinessProbe)).toBe(200);
    await cluster.start(CLIENT);
    await waitUntilReady(late);
    const answers = await poller.stop();
    expect(answers.filter(({ server, error }) => server !== addressOf(late) && error !== undefined)).toEqual([]);
    expect(
      answers.filter(({ server, sentAt }) => server === addressOf(others[0]!) && sentAt > from).length,
    ).toBeGreaterThan(150);
    // The first answer, too: the failure that it remembers is not given again.
    expect((await ask([late], kubernetes)).map(({ records }) => records)).toEqual([['10.43.0.1']]);
  });

  test('while the DNS server of the node is away, names of the world are answered from the cache', async () => {
    await ask(replicas, a('example.org'));
    await upstream.stop('SIGKILL');
    // Longer than the five seconds that the answer may be kept.
    const gone = Date.now();
    await waitFor('the answer to be stale', () => Date.now() - gone > 6000, { deadlineMs: 10_000 });
    const stale = await ask(replicas, a('example.org'));
    expect(stale.map(({ records }) => records)).toEqual(NODES.map(() => ['192.0.2.1']));
  });

  test('a replica that is told to end answers for the lame-duck time, and then ends within the grace of its pod', async () => {
    const [replica] = replicas as [CoreDnsReplica];
    const poller = await poll('lameduck', a(WEB));
    const daemon = daemonOf(replica);
    const asked = Date.now();
    process.kill(daemon.pid, 'SIGTERM');
    await waitFor('it to end', () => daemon.ended(), { deadlineMs: POD.terminationGracePeriodSeconds * 1000 });
    const took = Date.now() - asked;
    const isOfIt = ({ server }: Answer) => server === addressOf(replica);
    const isLost = (answer: Answer) => isOfIt(answer) && answer.error !== undefined;
    await waitFor('queries to it to be lost', () => poller.answers().some(isLost), { deadlineMs: 10_000 });
    const answers = (await poller.stop()).filter(isOfIt);
    expect(took).toBeGreaterThanOrEqual(5000);
    expect(took).toBeLessThan(8000);
    expect(answers.filter(({ sentAt, error }) => sentAt < asked + 4900 && error !== undefined)).toEqual([]);
    await start(replica);
    await waitUntilReady(replica);
  });

  test('a wrong override takes no running replica down, but none starts with it', async () => {
    const [replica] = replicas as [CoreDnsReplica];
    const poller = await poll('wrong-override', a(WEB));
    replica.write({ custom: { 'wrong.override': 'nonsense on\n' } });
    const daemon = daemonOf(replica);
    // As a kubelet's new file would have it noticed by `reload`, but now.
    process.kill(daemon.pid, 'SIGUSR1');
    await waitFor('it to refuse', () => daemon.lastLines(50).includes('nonsense'), { deadlineMs: 10_000 });
    expect(daemon.ended()).toBe(false);
    expect((await poller.stop()).filter(({ error }) => error !== undefined)).toEqual([]);
    expect(await probe(replica, CONTAINER.readinessProbe)).toBe(200);

    await daemon.stop('SIGKILL');
    const second = await start(replica);
    await waitFor('it to end', () => second.ended(), { deadlineMs: 10_000 });
    replica.write({ custom: {} });
    await start(replica);
    await waitUntilReady(replica);
  });

  test('coredns-custom and a new Corefile are taken without a restart, and nothing is lost', async () => {
    const poller = await poll('reload', a(WEB));
    const zone = 'home.arpa:53 {\n    template IN A {\n        answer "{{ .Name }} 5 IN A 192.0.2.7"\n    }\n}\n';
    for (const replica of replicas) replica.write({ custom: { 'home.server': zone } });
    for (const replica of replicas) replica.write({ corefile: `${COREFILE}# newer\n` });
    for (const replica of replicas) await waitForAnswer(replica, a('nas.home.arpa'), ['192.0.2.7']);
    expect((await poller.stop()).filter(({ error }) => error !== undefined)).toEqual([]);
    for (const replica of replicas) expect(daemonOf(replica).ended()).toBe(false);
  });
});
