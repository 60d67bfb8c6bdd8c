import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeApi } from './kube-api';
import { expectApplied } from './apply';
import { fakePodStatus, type Pod } from './fake-pod-status';

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
const LOOK_AT_PODS_MS = 100;
const MERGE = 'application/merge-patch+json';

/**
 * Stands in for the kubelets of a cluster. Nothing runs: what is real are the API server, the scheduler and the
 * controllers, and so all that is decided about pods.
 */
export async function startFakeNodes(server: KubeApi, nodes: readonly FakeNode[]): Promise<FakeNodes> {
  expectApplied(await server.apply(nodes.map(nodeObject)));
  const alive = new Set(nodes.map(({ name }) => name));
  const stopping = new AbortController();
  const every = async (milliseconds: number, work: () => Promise<void>) => {
    while (!stopping.signal.aborted) {
      await work();
      await sleep(milliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const loops = Promise.all([
    every(HEARTBEAT_MS, async () => {
      await Promise.all(nodes.filter(({ name }) => alive.has(name)).map((node) => beat(server, node)));
    }),
    every(LOOK_AT_PODS_MS, async () => runPods(server, alive)),
  ]);
  // Whoever stops hears of it.
  loops.catch(() => undefined);
  return {
    powerOff: (name) => alive.delete(name),
    powerOn: (name) => alive.add(name),
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

async function beat(server: KubeApi, { name, cpu = '8', memory = '16Gi' }: FakeNode): Promise<void> {
  const now = new Date().toISOString();
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'kube-node-lease' },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: now.replace('Z', '000Z') },
  };
  // The namespace is made by the API server itself, a moment after it is ready.
  await server.apply([lease]);
  const capacity = { cpu, memory, pods: '110', 'ephemeral-storage': '100Gi' };
  const condition = (type: string, status: string) => ({ type, status, reason: 'Fake', lastHeartbeatTime: now });
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

/** Says of each new pod that it runs, and removes those that are to end. */
async function runPods(server: KubeApi, alive: ReadonlySet<string>): Promise<void> {
  const { items } = (await server.client.mustSend({ method: 'GET', path: '/api/v1/pods' })) as {
    readonly items: readonly Pod[];
  };
  await Promise.all(
    items.map(async (pod) => {
      const { nodeName } = pod.spec;
      if (nodeName === undefined || !alive.has(nodeName)) return;
      const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;
      // Either may come too late, when a controller was quicker: then the next look finds the pod as it is.
      if (pod.metadata.deletionTimestamp !== undefined)
        await server.client.send({ method: 'DELETE', path: `${path}?gracePeriodSeconds=0` });
      else if (pod.status.phase === 'Pending')
        await server.client.send({
          method: 'PATCH',
          path: `${path}/status`,
          contentType: MERGE,
          body: JSON.stringify({ status: fakePodStatus(pod) }),
        });
    }),
  );
}
