import type { KubeApi } from '../control-plane/kube-api';
import { waitFor } from '../runs/wait-for';
import type { Cluster } from './cluster';
import { readProxyState } from './proxy-state';
import { proxyFiles } from './programs';

/** The leases of the control plane's own controllers. */
export const CONTROLLER_LEASES = ['kube-scheduler', 'kube-controller-manager'] as const;

export type ControllerLease = (typeof CONTROLLER_LEASES)[number];

interface Lease {
  readonly spec: { readonly holderIdentity?: string; readonly renewTime?: string };
}

interface Node {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly taints?: readonly { readonly key: string }[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** The host whose program holds the lease, as long as it renews it; undefined when nobody does. */
export async function leaseHolder(api: KubeApi, lease: string, durationMs: number): Promise<string | undefined> {
  const path = `/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/${lease}`;
  const { status, body } = await api.client.send({ method: 'GET', path });
  if (status !== 200) return undefined;
  const { holderIdentity = '', renewTime = '' } = (body as Lease).spec;
  const isFresh = Date.now() - Date.parse(renewTime) < durationMs;
  return holderIdentity !== '' && isFresh ? hostOf(holderIdentity) : undefined;
}

/** Holders call themselves HOST_UUID. */
export function hostOf(holderIdentity: string): string {
  return holderIdentity.replace(/_.*$/, '');
}

/**
 * Waits until nothing is amiss: etcd has one leader that all members know, every API server is ready, every load balancer
 * has found that, every node is Ready and untainted, and the controllers hold their leases.
 *
 * @throws Error with what is amiss when the deadline passes
 */
export async function waitUntilSteady(
  cluster: Cluster,
  { deadlineMs }: { readonly deadlineMs: number },
): Promise<void> {
  await waitFor(
    'the cluster to be as it should be',
    async () => {
      const amiss = (
        await Promise.all([
          etcdAmiss(cluster),
          ...cluster.servers.map(async (name) => serverAmiss(cluster, name)),
          ...cluster.nodes.map(async (name) => proxyAmiss(cluster, name)),
          nodesAmiss(cluster),
          ...CONTROLLER_LEASES.map(async (lease) => leaseAmiss(cluster, lease)),
        ])
      ).flat();
      if (amiss.length === 0) return true;
      throw new Error(amiss.join('; '));
    },
    { deadlineMs, everyMs: 200 },
  );
}

async function etcdAmiss(cluster: Cluster): Promise<readonly string[]> {
  const members = await cluster.etcdMembers();
  const leaders = new Set(members.map(({ leader }) => leader));
  if (members.length < cluster.etcdHosts.length) return [`${members.length} members of etcd answer`];
  return leaders.size === 1 && !leaders.has(undefined) ? [] : ['etcd has no leader that all know'];
}

async function serverAmiss(cluster: Cluster, name: string): Promise<readonly string[]> {
  const { client } = cluster.serverApi(name);
  const answer = await client
    .send({ method: 'GET', path: '/readyz', timeoutMs: 3000 })
    .catch((error: unknown) => error);
  return (answer as { status?: number }).status === 200 ? [] : [`the API server of ${name} is not ready`];
}

async function proxyAmiss(cluster: Cluster, name: string): Promise<readonly string[]> {
  const state = await readProxyState(proxyFiles(cluster, name).admin).catch(() => new Map<string, string>());
  return cluster.servers
    .filter((server) => state.get(server) !== 'up')
    .map((server) => `the load balancer of ${name} does not use ${server}`);
}

async function nodesAmiss(cluster: Cluster): Promise<readonly string[]> {
  const late = await nodesNotReady(cluster.serverApi(cluster.servers[0] ?? ''), cluster.nodes);
  return late.map((name) => `node ${name} is not Ready, or tainted`);
}

/** Those of the nodes that are not there, are not Ready, or have a taint that keeps pods away until they are. */
export async function nodesNotReady(api: KubeApi, names: readonly string[]): Promise<readonly string[]> {
  const call = { method: 'GET', path: '/api/v1/nodes', timeoutMs: 3000 } as const;
  const { items } = (await api.client.mustSend(call).catch(() => ({ items: [] }))) as {
    readonly items: readonly Node[];
  };
  const ready = new Set(items.filter(isReady).map(({ metadata }) => metadata.name));
  return names.filter((name) => !ready.has(name));
}

function isReady({ spec, status }: Node): boolean {
  const ready = status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
  return ready && !(spec.taints ?? []).some(({ key }) => key.startsWith('node.kubernetes.io/'));
}

async function leaseAmiss(cluster: Cluster, lease: ControllerLease): Promise<readonly string[]> {
  const holder = await cluster.leaseHolder(lease).catch(() => undefined);
  return holder === undefined ? [`nobody holds the lease ${lease}`] : [];
}
