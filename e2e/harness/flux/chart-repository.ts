import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { put } from '../../../lib/io/fixtures/scratch';
import { component } from '../components';
import { type LoopbackServer, startLoopbackServer } from '../loopback-server';
import { mustRun } from '../run';

/** A chart's files: path below its folder → text. */
export type ChartFiles = ReadonlyMap<string, string>;

/** A Helm repository that is served over HTTP, to this computer only. */
export interface ChartRepository extends Pick<LoopbackServer, 'goAway' | 'comeBack'> {
  readonly url: string;
  /** Packs a chart and puts it into the index. */
  readonly publish: (files: ChartFiles) => Promise<void>;
}

/**
 * Serves the archives and the index that helm itself makes.
 *
 * @param folder where they are kept
 */
export async function startChartRepository(folder: string): Promise<ChartRepository> {
  const served = join(folder, 'charts');
  const sources = join(folder, 'chart-sources');
  mkdirSync(served);
  const helm = async (...args: readonly string[]) =>
    mustRun(component('helm').path, args, { cwd: folder, env: { HELM_CONFIG_HOME: folder, HELM_CACHE_HOME: folder } });
  const server = await startLoopbackServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://127.0.0.1');
    const file = readdirSync(served).find((name) => pathname === `/${name}`);
    response.writeHead(file === undefined ? 404 : 200).end(file === undefined ? '' : readFileSync(join(served, file)));
  });
  const url = `http://${server.host}`;
  let count = 0;
  return {
    ...server,
    url,
    publish: async (files) => {
      const chart = join(sources, String(count++));
      for (const [path, text] of files) put(chart, path, text);
      await helm('package', chart, '--destination', served);
      await helm('repo', 'index', served, '--url', url);
    },
  };
}
