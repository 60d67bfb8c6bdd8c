import { type Cluster, startCluster } from './harness/cluster/cluster';
import { CLUSTER_COMPONENTS } from './harness/cluster/programs';
import { DNS_ADDRESS, SERVICE_CIDR } from './harness/cluster/ports';
import { FAST_SETTINGS } from './harness/cluster/settings';
import { nodesNotReady } from './harness/cluster/steady-state';
import { component } from './harness/components';
import { describeWith } from './harness/components/describe-with';
import { expectApplied } from './harness/control-plane/apply';
import { drain, restart, uncordon, Workloads } from './harness/control-plane/workloads';
import { type DnsClient, startDnsClient } from './harness/dns/ask-dns';
import { documentsOf, kindsFirst, readExample } from './harness/examples';
import { startHttpClient } from './harness/http/ask-http';
import type { HttpAnswer } from './harness/http/request';
import type { Machine, Machines } from './harness/machines';
import { bootNodes, NODE_COMPONENTS, waitUntilReady } from './harness/nodes';
import { waitFor } from './harness/runs/wait-for';

const DOCUMENTS = documentsOf(readExample('three-nodes.yaml'));
/** The layers that the pods of CoreDNS and of the app hello need. */
const DNS_AND_APP = kindsFirst(DOCUMENTS, ['Namespace']).filter(
  ({ object: { kind, metadata } }) =>
    ['Namespace', 'PriorityClass'].includes(kind) || /^(system:)?(coredns|kube-dns|hello)$/.test(metadata.name),
);
const imageOf = (name: string): string =>
  (DOCUMENTS.find(({ object }) => object.kind === 'Deployment' && object.metadata.name === name)?.object as any).spec
    .template.spec.containers[0].image;

/** m4 takes no pods: through its kube-proxy the client asks, and nothing happens to it. */
const WORKERS = ['m1', 'm2', 'm3'] as const;
const CLIENT_NODE = 'm4';
const APP = 'hello.apps.svc.cluster.local';
const EVERY_MS = 100;
const TIMEOUT_MS = 1000;
/** From a change of readiness to the rules of each kube-proxy, which writes them once a second at most. */
const ENDPOINTS_MS = 2000;
/** As for a node without power: the time until it counts as lost, how often that is looked at, and the same. */
const { monitorGraceMs, monitorPeriodMs } = FAST_SETTINGS.nodes;
const NOTICED_MS = monitorGraceMs + monitorPeriodMs + ENDPOINTS_MS;
/** dist/ has each pod answer for five seconds after it was told to end. */
const LAST_WORDS_MS = 4500;

/** A request without a good answer. */
interface Lost {
  readonly what: 'dns' | 'http';
  readonly sentAt: number;
  readonly error: string;
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * Real kubelets and containerd on Debian machines, flannel and kube-proxy between them, and the pods of dist/ in them:
 * the images are built here, CoreDNS' and the example app's from their own sources.
 */
describeWith(
  ...CLUSTER_COMPONENTS,
  ...NODE_COMPONENTS,
  'coredns',
)('pods of dist/ on real nodes', () => {
  let cluster: Cluster;
  let machines: Machines;
  let workloads: Workloads;
  const api = () => cluster.serverApi('n1');
  const get = async (path: string): Promise<any> => api().client.mustSend({ method: 'GET', path });
  const deploymentOf = async (name: string) => {
    const found = (await workloads.deployments()).find(({ metadata }) => metadata.name === name);
    if (found) return found;
    throw new Error(`found no Deployment ${name}`);
  };
  const available = async (deadlineMs = 120_000) => workloads.waitUntilAvailable({ deadlineMs });
  /** A node with a pod of CoreDNS and one of the app: as each is on two of three nodes at least, there is one. */
  const busyNode = async (): Promise<Machine> => {
    const [first, second] = (await workloads.placement()).map(({ nodes }) => nodes);
    const name = first?.find((node) => second?.includes(node));
    if (name !== undefined) return machines.machine(name);
    throw new Error(`found pods on ${first?.join(', ')} and ${second?.join(', ')}; expected a node with both`);
  };
  const podsOf = async (name: string): Promise<readonly any[]> => {
    const { items } = await get('/api/v1/pods');
    return (items as any[]).filter(({ metadata }) => metadata.name.startsWith(`${name}-`));
  };
  /** DNS and HTTP by the addresses of the Services, all along. */
  const watch = async (name: string) => {
    const client = cluster.network.host('client');
    const { spec } = await get('/api/v1/namespaces/apps/services/hello');
    const dns: DnsClient = await startDnsClient(cluster.folder, client, `${name}-dns`, {
      servers: [DNS_ADDRESS],
      questions: [{ name: APP, type: 'A' }],
      everyMs: EVERY_MS,
      timeoutMs: TIMEOUT_MS,
    });
    const http = await startHttpClient(cluster.folder, client, `${name}-http`, {
      url: `http://${spec.clusterIP}/hostname`,
      everyMs: EVERY_MS,
      timeoutMs: TIMEOUT_MS,
    });
    const lostOf = (what: Lost['what'], answers: readonly HttpAnswer[]) =>
      answers
        .filter(({ error, status = 200 }) => error !== undefined || status !== 200)
        .map(({ sentAt, error = 'status' }): Lost => ({ what, sentAt, error }));
    return {
      answeredBy: () => new Set(http.answers().flatMap(({ body, error }) => (error === undefined ? [body] : []))),
      stop: async (): Promise<readonly Lost[]> => {
        const [queries, requests] = await Promise.all([dns.stop(), http.stop()]);
        // What asks nothing loses nothing.
        expect(queries.length).toBeGreaterThan(0);
        expect(requests.length).toBeGreaterThan(0);
        return [...lostOf('dns', queries), ...lostOf('http', requests)];
      },
    };
  };
  /** Those that no window explains. */
  const unexplained = (lost: readonly Lost[], { from, to }: Window) =>
    lost.filter(({ sentAt }) => sentAt + TIMEOUT_MS < from || sentAt > to);
  const say = (what: string, lost: readonly Lost[], since: number) => {
    const span = (kind: Lost['what']) => {
      const times = lost.filter(({ what: of }) => of === kind).map(({ sentAt }) => sentAt - since);
      return times.length === 0 ? 'none' : `${times.length} from ${Math.min(...times)} to ${Math.max(...times)} ms`;
    };
    process.stdout.write(`${what}: lost of DNS ${span('dns')}, of HTTP ${span('http')}\n`);
  };

  beforeAll(async () => {
    cluster = await startCluster({
      servers: 1,
      agents: 0,
      serversAreNodes: false,
      others: [...WORKERS, CLIENT_NODE, 'client'],
    });
    await cluster.keepingLogs(async () => {
      machines = await bootNodes(
        cluster,
        [
          ...WORKERS.map((name, at) => ({ name, zone: ['a', 'b', 'c'][at] ?? '' })),
          { name: CLIENT_NODE, zone: 'a', taint: 'for=client:NoSchedule' },
        ],
        [
          { reference: imageOf('coredns'), program: component('coredns').path, user: '65532:65532' },
          { reference: imageOf('hello'), program: component('agnhost').path },
        ],
      );
      const { address } = machines.machine(CLIENT_NODE);
      await cluster.network.host('client').mustRun('ip', ['route', 'add', SERVICE_CIDR, 'via', address]);
      expectApplied(await api().apply(DNS_AND_APP));
      workloads = new Workloads(api());
      await available();
    });
  });

  afterAll(async () => cluster.stop());

  test('three replicas of each run on three nodes, and answer by the addresses of their Services', async () => {
    for (const { name, nodes } of await workloads.placement())
      expect(`${name} ${[...nodes].sort().join(' ')}`).toBe(`${name} ${WORKERS.join(' ')}`);
    const client = await watch('first');
    const pods = (await podsOf('hello')).map(({ metadata }) => metadata.name as string);
    await waitFor('every pod to answer', () => pods.every((pod) => client.answeredBy().has(pod)), {
      deadlineMs: 30_000,
    });
    expect(await client.stop()).toEqual([]);
  });

  test('a roll-out loses no request', async () => {
    const client = await watch('rollout');
    for (const name of ['coredns', 'hello']) await restart(api(), await deploymentOf(name));
    await available();
    expect(await client.stop()).toEqual([]);
  });

  test('a revision whose probe fails replaces one pod at most, and no request is lost', async () => {
    const client = await watch('probe');
    const before = (await podsOf('hello')).map(({ metadata }) => metadata.name as string);
    // Without its UDP server the program says that it is not well.
    const setArgs = async (args: readonly string[]) =>
      api().client.mustSend({
        method: 'PATCH',
        path: '/apis/apps/v1/namespaces/apps/deployments/hello',
        contentType: 'application/strategic-merge-patch+json',
        body: JSON.stringify({ spec: { template: { spec: { containers: [{ name: 'app', args }] } } } }),
      });
    await setArgs(['netexec', '--http-port=8080', '--udp-port=-1']);
    await waitFor(
      'its probes to fail',
      async () => {
        const { items } = await get('/api/v1/namespaces/apps/events?fieldSelector=reason%3DUnhealthy');
        return (items as any[]).some(({ involvedObject }) => !before.includes(involvedObject.name));
      },
      { deadlineMs: 60_000 },
    );
    const { status } = (await deploymentOf('hello')) as any;
    expect(status.availableReplicas).toBeGreaterThanOrEqual(2);
    await setArgs(['netexec', '--http-port=8080']);
    await available();
    expect(await client.stop()).toEqual([]);
  });

  test('a pod that hangs is asked no more as soon as its probe has failed', async () => {
    const client = await watch('hung');
    const node = await busyNode();
    const program = 'agnhost netexec';
    const from = Date.now();
    await node.mustRun('pkill', ['-STOP', '-f', program]);
    await waitFor('the pod to be unready', async () => (await deploymentOf('hello')).status.availableReplicas !== 3, {
      deadlineMs: 30_000,
      everyMs: 100,
    });
    const to = Date.now() + ENDPOINTS_MS;
    await waitFor('a second without a loss', () => Date.now() > to + 1000, { deadlineMs: 10_000 });
    await node.mustRun('pkill', ['-CONT', '-f', program]);
    await available();
    const lost = await client.stop();
    say('a pod that hangs', lost, from);
    expect(unexplained(lost, { from, to })).toEqual([]);
    // Two probes in a row, five seconds apart, of which each may take two.
    expect(to - from).toBeLessThan(2 * 5000 + 2000 + 2 * ENDPOINTS_MS);
  });

  test('a drain completes within the budgets and loses no request', async () => {
    const client = await watch('drain');
    const { name } = await busyNode();
    await drain(api(), name, { deadlineMs: 60_000 });
    await available();
    await uncordon(api(), name);
    expect(await client.stop()).toEqual([]);
    expect(await workloads.pending()).toEqual([]);
  });

  test('a reboot ends pods in order: each is missed for as long as its end takes to be known', async () => {
    const client = await watch('reboot');
    const node = await busyNode();
    const from = Date.now();
    await node.mustRun('systemctl', ['reboot']);
    await waitFor('it to be away', async () => (await nodesNotReady(api(), [node.name])).length > 0, {
      deadlineMs: 60_000,
    });
    await waitUntilReady(cluster, node.name);
    await available();
    const lost = await client.stop();
    say('a reboot', lost, from);
    // A kubelet that shuts down tells of its pods' end when they have ended, and not before; where the host is faster, it
    // is the node's silence that tells.
    for (const what of ['dns', 'http'] as const) {
      const times = lost.filter((one) => one.what === what).map(({ sentAt }) => sentAt);
      const first = Math.min(...times);
      expect(first).toBeGreaterThan(from + LAST_WORDS_MS);
      expect(
        unexplained(
          lost.filter((one) => one.what === what),
          { from: first, to: first + NOTICED_MS },
        ),
      ).toEqual([]);
    }
  });

  test('a node that loses power is missed no longer than it takes to notice; its pods are replaced, and it comes back', async () => {
    const client = await watch('power');
    const node = await busyNode();
    const from = Date.now();
    await node.powerOff();
    await waitFor('it to be away', async () => (await nodesNotReady(api(), [node.name])).length > 0, {
      deadlineMs: 60_000,
    });
    const to = Date.now() + ENDPOINTS_MS;
    await waitFor(
      'replicas on the other nodes',
      async () => {
        const placed = await workloads.placement();
        return placed.every(({ nodes }) => nodes.filter((name) => name !== node.name).length === 3);
      },
      { deadlineMs: 60_000 },
    );
    await available();
    await node.powerOn();
    await waitUntilReady(cluster, node.name);
    const lost = await client.stop();
    say('a power cut', lost, from);
    expect(unexplained(lost, { from, to })).toEqual([]);
  });
});
