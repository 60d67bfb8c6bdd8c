import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeApi } from './kube-api';
import { expectApplied } from './apply';
import { FakePods } from './fake-pods';

export interface FakeNode {
  readonly name: string;
  /** Beside hostname, os and arch. @default {} */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default [] */
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** @default '8' */
  readonly cpu?: string;
  /** @default '16Gi' */
  readonly memory?: string;
}

/** Nodes that exist in the API only: heartbeats are sent, and pods are said to run at once. */
export interface FakeNodes {
  /** No heartbeats and no news of its pods any more, as after a cut of the power. */
  readonly powerOff: (name: string) => void;
  readonly powerOn: (name: string) => void;
  /** @throws Error with what the loop failed with */
  readonly stop: () => Promise<void>;
}

const HEARTBEAT_MS = 1000;
/** How often a kubelet tells its node's status anew (nodeStatusUpdateFrequency). */
const STATUS_MS = 10_000;
const MERGE = 'application/merge-patch+json';

/**
 * Stands in for the kubelets of a cluster. Nothing runs: what is real are the API server, the scheduler and the
 * controllers, and so all that is decided about pods.
 */
export async function startFakeNodes(server: KubeApi, nodes: readonly FakeNode[]): Promise<FakeNodes> {
  expectApplied(await server.apply(nodes.map(nodeObject)));
  const alive = new Set(nodes.map(({ name }) => name));
  const stopping = new AbortController();
  const every = async (milliseconds: number, work: (node: FakeNode) => Promise<void>) => {
    while (!stopping.signal.aborted) {
      await Promise.all(nodes.filter(({ name }) => alive.has(name)).map(work));
      await sleep(milliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const pods = new FakePods(server, alive);
  const loops = Promise.all([
    every(HEARTBEAT_MS, async (node) => renewLease(server, node)),
    every(STATUS_MS, async (node) => reportStatus(server, node)),
    pods.follow(stopping.signal),
  ]);
  // Whoever stops hears of it.
  loops.catch(() => undefined);
  return {
    powerOff: (name) => alive.delete(name),
    powerOn: (name) => {
      alive.add(name);
      pods.settleAll();
    },
    stop: async () => {
      stopping.abort();
      await loops;
    },
  };
}

function nodeObject({ name, labels = {}, taints = [] }: FakeNode) {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        ...labels,
      },
    },
    spec: { taints },
  };
}

async function renewLease(server: KubeApi, { name }: FakeNode): Promise<void> {
  const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
  const spec = {
    holderIdentity: name,
    leaseDurationSeconds: 40,
    renewTime: new Date().toISOString().replace('Z', '000Z'),
  };
  const renewal = JSON.stringify({ spec });
  const call = { method: 'PATCH', path: `${leases}/${name}`, contentType: MERGE, body: renewal } as const;
  if ((await server.client.send(call)).status !== 404) return;
  const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name }, spec };
  // Refused until the API server has made the namespace, a moment after it is ready.
  await server.client.send({ method: 'POST', path: leases, body: JSON.stringify(lease) });
}

async function reportStatus(server: KubeApi, { name, cpu = '8', memory = '16Gi' }: FakeNode): Promise<void> {
  const capacity = { cpu, memory, pods: '110', 'ephemeral-storage': '100Gi' };
  const lastHeartbeatTime = new Date().toISOString();
  const condition = (type: string, status: string) => ({ type, status, reason: 'Fake', lastHeartbeatTime });
  const status = {
    capacity,
    allocatable: capacity,
    conditions: [
      condition('Ready', 'True'),
      ...['MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => condition(type, 'False')),
    ],
  };
  const path = `/api/v1/nodes/${name}/status`;
  await server.client.mustSend({ method: 'PATCH', path, contentType: MERGE, body: JSON.stringify({ status }) });
}
