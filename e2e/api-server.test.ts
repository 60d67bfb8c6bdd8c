import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { component } from './harness/components';
import { describeWith } from './harness/components/describe-with';
import { type ApiServer, startApiServer } from './harness/control-plane/api-server';
import { startOtherRun } from './harness/runs/other-run';
import { isRunning } from './harness/runs/process-identity';
import { sweepRuns } from './harness/runs/run-folder';
import { processesOf } from './harness/runs/run-processes';
import { cacheFolder } from './harness/helm';

describeWith('etcd', 'kube-apiserver')('an API server of its own', () => {
  let server: ApiServer;

  beforeAll(async () => {
    server = await startApiServer();
  });

  afterAll(async () => server.stop());

  test('is the release that the recipe names', async () => {
    const version = await server.client.mustSend({ method: 'GET', path: '/version' });
    expect(version).toMatchObject({ gitVersion: `v${component('kube-apiserver').version}`, major: '1' });
  });

  test('refuses an unknown field in its own words', async () => {
    const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'unknown', namespace: 'default' } };
    const [result] = await server.apply([{ ...configMap, dat: {} } as typeof configMap]);
    expect(result?.error).toContain('.dat: field not declared in schema');
  });

  test('passes on its warnings', async () => {
    const [result] = await server.apply([
      { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'old', namespace: 'default' } },
    ]);
    expect(result?.error).toBeUndefined();
    expect(result?.warnings).toEqual([expect.stringContaining('v1 Endpoints is deprecated')]);
  });

  test('keeps nothing of a dry run', async () => {
    const name = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'dry', namespace: 'default' } };
    const [result] = await server.apply([name], { dryRun: true });
    expect(result?.error).toBeUndefined();
    const { status } = await server.client.send({ method: 'GET', path: '/api/v1/namespaces/default/configmaps/dry' });
    expect(status).toBe(404);
  });

  test('a second one at the same time leaves it alone, and leaves nothing', async () => {
    const second = await startApiServer();
    await second.stop();
    expect(existsSync(second.folder)).toBe(false);
    await server.client.mustSend({ method: 'GET', path: '/readyz' });
  });

  test('what a killed run leaves is swept by the next, and only that', async () => {
    const { folder, kill } = await startOtherRun(
      `return (await require('./e2e/harness/control-plane/api-server').startApiServer()).folder`,
    );
    const processes = processesOf(folder);
    await kill();
    expect(processes.map(isRunning)).toEqual([true, true]);

    expect(await sweepRuns()).toContain(folder);
    expect(processes.map(isRunning)).toEqual([false, false]);
    expect(existsSync(folder)).toBe(false);
    expect(statSync(server.folder).isDirectory()).toBe(true);
    await server.client.mustSend({ method: 'GET', path: '/readyz' });
    expect(readdirSync(join(cacheFolder(), 'runs'))).toContain(server.folder.split('/').at(-1));
  });
});
