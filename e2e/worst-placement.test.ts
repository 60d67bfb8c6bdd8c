import fc from 'fast-check';
import { podSets } from '../lib/model/placement/fixtures/random-cases';
import type { TopologySpreadConstraint } from '../lib/model/kubernetes/types';
import type { PodSet } from '../lib/model/placement/pod-set';
import { apart, pods, spread, ZONE } from '../lib/model/placement/testing';
import { worstLoss, type LossOptions } from '../lib/model/placement/worst-loss';
import { describeWith } from './harness/components/describe-with';
import { type ApiServer, startApiServer } from './harness/control-plane/api-server';
import { startControllers } from './harness/control-plane/controllers';
import { type FakeNodes, startFakeNodes } from './harness/control-plane/fake-nodes';
import { waitFor } from './harness/runs/wait-for';

const MERGE = 'application/merge-patch+json';
const DEADLINE = { deadlineMs: 30_000 };

const NODES = [
  { name: 'n0', labels: { [ZONE]: 'a', disk: 'ssd' } },
  { name: 'n1', labels: { [ZONE]: 'a', disk: 'ssd' } },
  { name: 'n2', labels: { [ZONE]: 'b', disk: 'ssd' } },
  { name: 'n3', labels: { [ZONE]: 'c', disk: 'hdd' } },
];
const surroundings = {
  nodes: NODES.map(({ name, labels }) => ({ metadata: { name, labels }, status: { allocatable: { cpu: 8 } } })),
};

interface BoundPod {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly reason?: string }[] };
}

interface PodList {
  readonly items: readonly BoundPod[];
}

/** The worst placements that are shown are led by hand to the real scheduler, which has to let every pod in. */
describeWith(
  'etcd',
  'kube-apiserver',
  'kube-scheduler',
  'kube-controller-manager',
)('worst placements', () => {
  let server: ApiServer;
  let fakeNodes: FakeNodes;

  beforeAll(async () => {
    server = await startApiServer();
    await startControllers(server);
    fakeNodes = await startFakeNodes(server, NODES);
    // A resource that only one node has steers a pod there and changes nothing for spread and affinity.
    for (const { name } of NODES) {
      const resource = { [steering(name)]: '100' };
      const body = JSON.stringify({ status: { capacity: resource, allocatable: resource } });
      await server.client.mustSend({ method: 'PATCH', path: `/api/v1/nodes/${name}/status`, contentType: MERGE, body });
    }
    await waitFor(
      'the service account',
      async () =>
        (await server.client.send({ method: 'GET', path: '/api/v1/namespaces/default/serviceaccounts/default' }))
          .status === 200,
      DEADLINE,
    );
    for (const { name } of NODES) {
      await create(`ready-${name}`, pods(1), name, 0);
      expect(await bound(`ready-${name}`)).toBe(name);
    }
    await remove(NODES.map(({ name }) => `ready-${name}`));
  });

  afterEach(async () => {
    const { items } = (await server.client.mustSend({ method: 'GET', path: podPath() })) as PodList;
    await remove(items.map(({ metadata }) => metadata.name));
  });

  afterAll(async () => {
    await fakeNodes.stop();
    await server.stop();
  });

  const onTwo = { nodeSelector: { [ZONE]: 'a' } };
  const named: [string, PodSet, string[], LossOptions][] = [
    ['two on two nodes, after an update', pods(2, [spread()], onTwo), ['n0'], {}],
    ['a skew of two', pods(3, [spread({ maxSkew: 2 })]), ['n0', 'n2'], {}],
    ['zones keep nodes of a zone together', pods(3, [spread({ topologyKey: ZONE })]), ['n0', 'n2', 'n3'], {}],
    ['apart in zones', pods(3, [], apart(ZONE)), ['n0', 'n2'], { need: 2 }],
    ['nothing asked', pods(3), ['n3'], {}],
    ['the empty selector', pods(3, [spread({ labelSelector: {} })]), ['n1'], {}],
  ];
  // Seeds are fixed, so that the same cases are tried each time.
  const random = fc
    .sample(podSets(3), { numRuns: 150, seed: 5 })
    // What the API server refuses: pods with minDomains of a soft constraint, or two constraints on one key.
    .filter(({ spec }) => isAccepted(spec.topologySpreadConstraints ?? []))
    .map((set, i): [string, PodSet, string[], LossOptions] => [
      `random case ${i}`,
      set,
      [['n0'], ['n2'], ['n0', 'n1']][i % 3] ?? [],
      {},
    ])
    .filter(([, set, failed]) => worstLoss(set, surroundings, failed).verdict === 'outage')
    .slice(0, 40);

  test.each([...named, ...random])('%s', async (_, set, failed, options) => {
    const loss = worstLoss(set, surroundings, failed, options);
    if (loss.verdict !== 'outage') throw new Error(`expected an outage, found ${loss.verdict}`);
    const there: { name: string; node: string; revision: number }[] = [];
    for (const [i, { event, node, revision }] of loss.witness.steps.entries()) {
      if (event === 'bind') {
        await create(`pod-${i}`, set, node, revision);
        expect(await bound(`pod-${i}`)).toBe(node);
        there.push({ name: `pod-${i}`, node, revision });
      } else {
        const gone = there.findIndex((pod) => pod.node === node && pod.revision === revision);
        await remove(there.splice(gone, 1).map(({ name }) => name));
      }
    }
    // Where replicas stay Pending, it is because no node takes one.
    if (loss.witness.pending > 0) {
      for (const { name } of NODES) {
        await create(`pending-${name}`, set, name, 0);
        expect(await decided(`pending-${name}`)).toBe('Unschedulable');
      }
      await remove(NODES.map(({ name }) => `pending-${name}`));
    }
    const counts = NODES.map(({ name }) => ({ node: name, pods: there.filter((pod) => pod.node === name).length }));
    expect(counts.filter((count) => count.pods > 0)).toEqual(loss.witness.placement);
  });

  function steering(node: string): string {
    return `zero-spof.example/on-${node}`;
  }

  const podPath = (name = '') => `/api/v1/namespaces/default/pods/${name}`;

  async function create(name: string, { labels, spec }: PodSet, node: string, revision: number): Promise<void> {
    const only = { [steering(node)]: '1' };
    const [container] = spec.containers ?? [];
    const ports = (container?.ports ?? []).filter((port) => (port.hostPort ?? 0) > 0);
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels: { ...labels, 'pod-template-hash': `r${revision}` } },
      spec: {
        ...spec,
        containers: [
          {
            name: 'web',
            image: 'web',
            ports,
            resources: { requests: { ...container?.resources?.requests, ...only }, limits: only },
          },
        ],
      },
    };
    await server.client.mustSend({ method: 'POST', path: podPath(), body: JSON.stringify(pod) });
  }

  /**
   * The node that the scheduler chose. It may have looked before it heard of the last pod or node, and looks again when
   * it does: only at the deadline is it a refusal.
   */
  async function bound(name: string): Promise<string> {
    return waitFor(
      `${name} to be bound`,
      async () => {
        const { spec, status } = (await server.client.mustSend({ method: 'GET', path: podPath(name) })) as BoundPod;
        if (spec.nodeName !== undefined) return spec.nodeName;
        throw new Error(JSON.stringify(status.conditions));
      },
      DEADLINE,
    );
  }

  /** The node that the scheduler chose, or why it chose none. */
  async function decided(name: string): Promise<string> {
    return waitFor(
      `${name} to be decided`,
      async () => {
        const { spec, status } = (await server.client.mustSend({ method: 'GET', path: podPath(name) })) as BoundPod;
        return spec.nodeName ?? status.conditions?.find(({ type }) => type === 'PodScheduled')?.reason;
      },
      DEADLINE,
    );
  }

  async function remove(names: readonly string[]): Promise<void> {
    for (const name of names)
      await server.client.send({ method: 'DELETE', path: `${podPath(name)}?gracePeriodSeconds=0` });
    await waitFor(
      'the pods to be gone',
      async () => {
        const { items } = (await server.client.mustSend({ method: 'GET', path: podPath() })) as PodList;
        return !items.some(({ metadata }) => names.includes(metadata.name));
      },
      DEADLINE,
    );
  }
});

function isAccepted(constraints: readonly TopologySpreadConstraint[]): boolean {
  const keys = constraints.map(({ topologyKey, whenUnsatisfiable }) => `${topologyKey} ${whenUnsatisfiable}`);
  const softMinimum = constraints.some((c) => c.minDomains && c.whenUnsatisfiable !== 'DoNotSchedule');
  return new Set(keys).size === keys.length && !softMinimum;
}
