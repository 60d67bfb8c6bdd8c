import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../lib/io/package-root';
import { component } from './harness/components';
import { describeWith } from './harness/components/describe-with';
import { type ApiServer, startApiServer } from './harness/control-plane/api-server';
import { isRunning, type ProcessIdentity } from './harness/control-plane/process-identity';
import { sweepRuns } from './harness/control-plane/run-folder';
import { waitFor } from './harness/control-plane/wait-for';
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
    const script = `require('${join(__dirname, 'harness/control-plane/api-server.ts')}')
      .startApiServer().then(({ folder }) => process.stdout.write(folder))`;
    const tsx = join(packageRoot(), 'node_modules/tsx/dist/cli.mjs');
    const child = spawn(process.execPath, ['--import', tsx.replace('cli.mjs', 'loader.mjs'), '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let folder = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (folder += text));
    await waitFor('the other run to be ready', () => existsSync(join(folder, 'kubeconfig')), { deadlineMs: 60_000 });
    const processes = readdirSync(folder)
      .filter((file) => file.endsWith('.pid.json'))
      .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as ProcessIdentity);
    child.kill('SIGKILL');
    await waitFor('it to end', () => child.signalCode !== null, { deadlineMs: 5000 });
    expect(processes.map(isRunning)).toEqual([true, true]);

    expect(await sweepRuns()).toContain(folder);
    expect(processes.map(isRunning)).toEqual([false, false]);
    expect(existsSync(folder)).toBe(false);
    expect(statSync(server.folder).isDirectory()).toBe(true);
    await server.client.mustSend({ method: 'GET', path: '/readyz' });
    expect(readdirSync(join(cacheFolder(), 'run'))).toContain(server.folder.split('/').at(-1));
  });
});
