import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../cluster/cluster';
import { nodesNotReady } from '../cluster/steady-state';
import { component, type ComponentName } from '../components';
import { expectApplied } from '../control-plane/apply';
import { type Machines, makeMachines, type SeedFile } from '../machines';
import { waitFor } from '../runs/wait-for';
import { buildImage, type ImageOptions } from './image';
import { waitForWatches } from './inotify';
import { FLANNEL_ROLE, nodeAccess } from './node-access';
import { IMAGES, nodeFiles, type NodeOptions, PAUSE_IMAGE } from './node-files';

export type { ImageOptions } from './image';
export type { NodeOptions } from './node-files';

/** What {@link bootNodes} needs in the cache, beside a cluster's. */
export const NODE_COMPONENTS = [
  'debian-root',
  'nspawn',
  'kubelet',
  'kube-proxy',
  'flannel',
  'agnhost',
] as const satisfies readonly ComponentName[];

/**
 * Turns hosts of a cluster's network, on which nothing runs, into nodes with a real kubelet and containerd, and waits until
 * they are Ready.
 *
 * @param images what their pods may run: there is no registry
 * @throws Error when the computer has too few of what its kernel counts for all machines together
 */
export async function bootNodes(
  cluster: Cluster,
  nodes: readonly NodeOptions[],
  images: readonly ImageOptions[],
): Promise<Machines> {
  await waitForWatches(nodes.length);
  const api = cluster.serverApi(cluster.servers[0] ?? '');
  expectApplied(await api.apply(FLANNEL_ROLE));
  const pause: ImageOptions = { reference: PAUSE_IMAGE, program: component('agnhost').path, args: ['pause'] };
  const archives = join(cluster.folder, 'images');
  mkdirSync(archives);
  await Promise.all([pause, ...images].map(async (image) => buildImage(archives, image)));
  const files = new Map<string, readonly SeedFile[]>();
  for (const node of nodes)
    files.set(node.name, [...nodeFiles(cluster, node), ...(await nodeAccess(cluster, node.name))]);
  const programs = (['kubelet', 'kube-proxy', 'flannel'] as const).map(
    (name) => [`/usr/local/bin/${name}`, component(name).path] as const,
  );
  const machines = makeMachines({
    network: cluster.network,
    names: nodes.map(({ name }) => name),
    files: (name) => files.get(name) ?? [],
    programs: { [IMAGES]: archives, ...Object.fromEntries(programs) },
    kubelet: true,
  });
  await machines.boot();
  await waitUntilReady(cluster, ...nodes.map(({ name }) => name));
  return machines;
}

/** Waits until these nodes' kubelets have said that they are ready, and nothing keeps pods away from them. */
export async function waitUntilReady(cluster: Cluster, ...names: readonly string[]): Promise<void> {
  await waitFor(
    `${names.join(', ')} to be ready`,
    async () => {
      const late = await nodesNotReady(cluster.serverApi(cluster.servers[0] ?? ''), names);
      if (late.length === 0) return true;
      throw new Error(`${late.join(', ')} not ready`);
    },
    { deadlineMs: 90_000, everyMs: 200 },
  );
}
