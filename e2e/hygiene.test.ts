import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from './harness/components/describe-with';
import { cacheFolder } from './harness/helm';
import { type Machines, makeMachines } from './harness/machines';
import { createNetwork } from './harness/network';
import { run } from './harness/run';
import { cgroupsOf } from './harness/runs/cgroups';
import { namespacesOf } from './harness/runs/namespaces';
import { startOtherRun } from './harness/runs/other-run';
import { isRunning } from './harness/runs/process-identity';
import { makeRunFolder, removeRun, sweepRuns } from './harness/runs/run-folder';
import { processesIn, processesOf, runId } from './harness/runs/run-processes';

/** All of a run, as a test writes it; it ends when it is killed. */
const OTHER = `
  const folder = require('./e2e/harness/runs/run-folder').makeRunFolder('killed');
  const network = await require('./e2e/harness/network').createNetwork({ hosts: ['n1', 'n2', 'client'], folder });
  const machines = require('./e2e/harness/machines').makeMachines({ network, names: ['n1', 'n2'], kubelet: true });
  await machines.boot();
  await machines.machine('n1').mustRun('systemctl', ['start', 'containerd']);
  await machines.machine('n2').start('sleeper', 'sleep', ['600']);
  await network.host('client').start('sleeper', 'sleep', ['600']);
  return folder;`;

describeWith(
  'network-namespaces',
  'nspawn',
  'debian-root',
)('what runs leave', () => {
  let folder: string;
  let machines: Machines;

  beforeAll(async () => {
    await sweepRuns();
    folder = makeRunFolder('living');
    machines = makeMachines({ network: await createNetwork({ hosts: ['n1', 'n2'], folder }) });
    await machines.boot();
  });

  test('is nothing, when the next run sweeps after a killed one; the living run is left alone', async () => {
    const other = await startOtherRun(OTHER);
    const id = runId(other.folder);
    await other.kill();
    const namespaces = new Set(namespacesOf(other.folder).map(({ inode }) => inode));
    const processes = [...processesOf(other.folder), ...processesIn(namespaces)];
    expect(processes.length).toBeGreaterThan(10);
    expect(await tracesOf(id)).toEqual(
      expect.arrayContaining(['process', 'network namespace', 'mount', 'control group', 'folder']),
    );

    expect(await sweepRuns()).toContain(other.folder);
    expect(processes.filter(isRunning)).toEqual([]);
    expect(await tracesOf(id)).toEqual([]);
    for (const machine of machines.all) await machine.waitUntilRunning();
  });

  test('is nothing, when a run ends by itself', async () => {
    const id = runId(folder);
    const processes = processesIn(new Set(namespacesOf(folder).map(({ inode }) => inode)));
    await removeRun(folder);
    expect(processes.filter(isRunning)).toEqual([]);
    expect(await tracesOf(id)).toEqual([]);
  });

  test('is no interface and no mount of network namespaces in the computer itself', async () => {
    const { stdout } = await run('ip', ['-brief', 'link']);
    expect(stdout).not.toMatch(/^(br0|eth0@if|n\d@|client@)/m);
  });
});

/** What on this computer has the run's name, by its kind. */
async function tracesOf(id: string): Promise<readonly string[]> {
  const named = (where: string) => existsSync(where) && readdirSync(where).some((entry) => entry.includes(id));
  const links = (await run('ip', ['-details', 'link'])).stdout;
  const traces: Record<string, boolean> = {
    process: readdirSync('/proc').some((pid) => /^\d+$/.test(pid) && pid !== String(process.pid) && mentions(pid, id)),
    'network namespace': named('/run/netns'),
    mount: readFileSync('/proc/self/mountinfo', 'utf8').includes(id),
    interface: links.includes(id),
    'control group': cgroupsOf(id).length > 0,
    folder: named(join(cacheFolder(), 'runs')) || named(tmpdir()),
    'folder of systemd': ['/run/systemd/nspawn', '/run/systemd/nspawn/propagate', '/run/systemd/nspawn/locks'].some(
      named,
    ),
  };
  return Object.entries(traces).flatMap(([kind, isThere]) => (isThere ? [kind] : []));
}

function mentions(pid: string, id: string): boolean {
  return ['cmdline', 'environ'].some((file) => {
    try {
      return readFileSync(join('/proc', pid, file), 'latin1').includes(id);
    } catch {
      return false;
    }
  });
}
