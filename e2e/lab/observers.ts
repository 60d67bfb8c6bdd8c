import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../harness/cluster/cluster';
import { PROXY_PORT } from '../harness/cluster/ports';
import { CLUSTER_COMPONENTS } from '../harness/cluster/programs';
import { component } from '../harness/components';
import { expectApplied } from '../harness/control-plane/apply';
import { waitFor } from '../harness/runs/wait-for';
import { followSamples } from './sample-file';
import { requestKinds, type Sample } from './time-line';

/** Processes that use the API by the load balancer of each host, from within its namespace. */
export interface Observers {
  readonly hosts: readonly string[];
  /** Observer → its samples so far. */
  readonly samples: () => ReadonlyMap<string, readonly Sample[]>;
  readonly stop: () => Promise<void>;
}

/** What experiments need in the cache. */
export const LAB_COMPONENTS = [...CLUSTER_COMPONENTS, 'poller'] as const;

export interface ObserverOptions {
  /** On so many hosts: those with the last names, so that agents come first. @default on all */
  readonly observers?: number;
  /** Between two requests of the same kind. @default 100 */
  readonly everyMs?: number;
}

/** Longer than the 7 s after which an API server gives up a write that etcd has lost. */
const TIMEOUT_MS = 15_000;
const LABEL = 'lab=observer';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const WARM_SAMPLES = 5;

/** Starts one on each of the hosts and waits until it gets answers. */
export async function startObservers(
  cluster: Cluster,
  { observers = cluster.nodes.length, everyMs = 100 }: ObserverOptions = {},
): Promise<Observers> {
  const hosts = cluster.nodes.slice(-observers);
  const folder = mkdtempSync(join(cluster.folder, 'observers-'));
  const [label = '', value = ''] = LABEL.split('=');
  const configMaps = hosts.map((host) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: configMapOf(host), namespace: 'default', labels: { [label]: value } },
  }));
  expectApplied(await cluster.serverApi(cluster.servers[0] ?? '').apply(configMaps));
  const outputs = new Map(hosts.map((host) => [host, join(folder, `${host}.ndjson`)]));
  const daemons = await Promise.all(
    [...outputs].map(async ([host, output], at) => {
      const config = join(folder, `${host}.json`);
      const delayMs = Math.round((at * everyMs) / hosts.length);
      writeFileSync(config, JSON.stringify(configOf(cluster, host, { output, everyMs, delayMs })));
      return cluster.network.host(host).start('observer', component('poller').path, [config]);
    }),
  );
  const files = [...outputs].map(([host, output]) => [host, followSamples(output)] as const);
  const samples = () => new Map(files.map(([host, read]) => [host, read()]));
  const stop = async () => {
    await Promise.all(daemons.map(async (daemon) => daemon.stop()));
  };
  try {
    await waitFor('every observer to get answers', () => [...samples().values()].every(isWarm), { deadlineMs: 20_000 });
  } catch (error) {
    await stop();
    throw error;
  }
  return { hosts, samples, stop };
}

/** What the poller reads: e2e/harness/components/go/poller. */
function configOf(
  cluster: Cluster,
  host: string,
  own: { readonly output: string; readonly everyMs: number; readonly delayMs: number },
) {
  const { authority, admin } = cluster.credentials;
  return {
    ...{ url: `https://127.0.0.1:${PROXY_PORT}`, authority: authority.cert, cert: admin.cert, key: admin.key },
    ...{ ...own, timeoutMs: TIMEOUT_MS },
    own: `${CONFIG_MAPS}/${configMapOf(host)}`,
    // Version 0: whatever the API server has in its memory.
    all: `${CONFIG_MAPS}?resourceVersion=0&labelSelector=${encodeURIComponent(LABEL)}`,
  };
}

function configMapOf(host: string): string {
  return `observer-${host}`;
}

function isWarm(samples: readonly Sample[]): boolean {
  return requestKinds.every(
    (kind) => samples.filter(({ request, outcome }) => request === kind && outcome === 'ok').length >= WARM_SAMPLES,
  );
}
