import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { followSamples } from '../../lab/sample-file';
import { component } from '../components';
import type { Machine } from '../machines';
import { monotonicMs } from '../monotonic';
import type { Network } from '../network';

/** Requests by each machine's own 127.0.0.1:7443, with a new TLS connection each time. */
export interface ApiWatch {
  /**
   * The longest time between two successes on a machine from then on, in milliseconds; none yet counts as well.
   *
   * @param since of the computer's monotonic clock
   */
  readonly longestGap: (machine: string, request: 'write' | 'quorum-read', since: number) => number;
  /** Whether it is later than that, and the latest requests of each kind have all succeeded. */
  readonly isSteady: (machine: string, after: number) => boolean;
  readonly stop: () => Promise<void>;
}

const EVERY_MS = 250;
const STEADY_MS = 2000;
const CREDENTIALS = '/var/lib/rancher/k3s/server/tls';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

/** @param server where the administrator's certificate is */
export async function watchApi(network: Network, server: Machine, names: readonly string[]): Promise<ApiWatch> {
  const folder = mkdtempSync(join(network.folder, 'api-'));
  const files = ['server-ca.crt', 'client-admin.crt', 'client-admin.key'];
  for (const file of files) await server.copyOut(`${CREDENTIALS}/${file}`, join(folder, file));
  const watches = await Promise.all(
    names.map(async (name, at) => {
      // It may be there from the last time.
      await server.run('k3s', ['kubectl', 'create', 'configmap', `watch-${name}`]);
      const own = join(folder, name);
      mkdirSync(own);
      const output = join(own, 'samples.ndjson');
      const config = join(own, 'config.json');
      const [authority, cert, key] = files.map((file) => join(folder, file));
      const delayMs = Math.round((at * EVERY_MS) / names.length);
      writeFileSync(
        config,
        JSON.stringify({
          ...{ url: 'https://127.0.0.1:7443', authority, cert, key, everyMs: EVERY_MS, delayMs, timeoutMs: 15_000 },
          ...{ own: `${CONFIG_MAPS}/watch-${name}`, all: `${CONFIG_MAPS}?resourceVersion=0`, output },
        }),
      );
      const daemon = await network.host(name).start('watch-api', component('poller').path, [config]);
      return { name, daemon, read: followSamples(output) };
    }),
  );
  const samplesOf = (machine: string) => watches.find(({ name }) => name === machine)?.read() ?? [];
  return {
    isSteady: (machine, after) => {
      const now = monotonicMs();
      const latest = samplesOf(machine).filter(({ done }) => done > now - STEADY_MS);
      return now > after && latest.length > 0 && latest.every(({ outcome }) => outcome === 'ok');
    },
    longestGap: (machine, request, since) => {
      const ends = samplesOf(machine)
        .filter((sample) => sample.request === request && sample.outcome === 'ok' && sample.done >= since)
        .map(({ done }) => done);
      const times = [since, ...ends, monotonicMs()];
      return Math.max(...times.slice(1).map((time, at) => time - (times[at] ?? time)));
    },
    stop: async () => {
      await Promise.all(watches.map(async ({ daemon }) => daemon.stop()));
    },
  };
}
