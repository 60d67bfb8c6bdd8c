import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Cluster } from '../harness/cluster/cluster';
import { PROXY_PORT } from '../harness/cluster/ports';
import { expectApplied } from '../harness/control-plane/apply';
import { waitFor } from '../harness/runs/wait-for';
import type { PollerConfig } from './poller';
import { followSamples } from './sample-file';
import { requestKinds, type Sample } from './time-line';

/** Processes that use the API by the load balancer of each host, from within its namespace. */
export interface Observers {
  /** Observer → its samples so far. */
  readonly samples: () => ReadonlyMap<string, readonly Sample[]>;
  readonly stop: () => Promise<void>;
}

const EVERY_MS = 100;
/** Longer than the 7 s after which an API server gives up a write that etcd has lost. */
const TIMEOUT_MS = 15_000;
const LABEL = 'lab=observer';
const WARM_SAMPLES = 5;

/** Starts one on each of the hosts and waits until it gets answers. */
export async function startObservers(cluster: Cluster, hosts: readonly string[] = cluster.nodes): Promise<Observers> {
  const folder = mkdtempSync(join(cluster.folder, 'observers-'));
  const script = bundlePoller(cluster.folder);
  const [label = '', value = ''] = LABEL.split('=');
  const configMaps = hosts.map((host) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `observer-${host}`, namespace: 'default', labels: { [label]: value } },
  }));
  expectApplied(await cluster.serverApi(cluster.servers[0] ?? '').apply(configMaps));
  const outputs = new Map(hosts.map((host) => [host, join(folder, `${host}.ndjson`)]));
  const daemons = await Promise.all(
    [...outputs].map(async ([host, output]) => {
      const config = join(folder, `${host}.json`);
      writeFileSync(config, JSON.stringify(configOf(cluster, host, output)));
      return cluster.network.host(host).start('observer', process.execPath, [script, config]);
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
  return { samples, stop };
}

function configOf(cluster: Cluster, host: string, output: string): PollerConfig {
  const { authority, admin } = cluster.credentials;
  return {
    ...{ port: PROXY_PORT, authority: authority.cert, cert: admin.cert, key: admin.key },
    ...{ everyMs: EVERY_MS, timeoutMs: TIMEOUT_MS, namespace: 'default', configMap: `observer-${host}` },
    ...{ selector: encodeURIComponent(LABEL), output },
  };
}

/** One file that node runs as it is: a transpiler in each namespace would need the CPU that is measured. */
function bundlePoller(folder: string): string {
  const script = join(folder, 'poller.js');
  if (!existsSync(script))
    buildSync({ entryPoints: [join(__dirname, 'poller.ts')], outfile: script, bundle: true, platform: 'node' });
  return script;
}

function isWarm(samples: readonly Sample[]): boolean {
  return requestKinds.every(
    (kind) => samples.filter(({ request, outcome }) => request === kind && outcome === 'ok').length >= WARM_SAMPLES,
  );
}
