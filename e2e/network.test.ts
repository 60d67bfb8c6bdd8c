import { existsSync } from 'node:fs';
import { describeWith } from './harness/components/describe-with';
import { createNetwork, type Network } from './harness/network';
import { startOtherRun } from './harness/runs/other-run';
import { namespacesOf } from './harness/runs/namespaces';
import { isRunning } from './harness/runs/process-identity';
import { makeRunFolder, removeRun, sweepRuns } from './harness/runs/run-folder';
import { processesIn } from './harness/runs/run-processes';
import { waitFor } from './harness/runs/wait-for';

const NAMES = ['n1', 'n2', 'n3', 'n4', 'n5'] as const;
const PORT = 7000;

let folder: string;
let network: Network;

describeWith('network-namespaces')('hosts in network namespaces', () => {
  beforeAll(async () => {
    await sweepRuns();
    folder = makeRunFolder('network');
    network = await createNetwork({ hosts: NAMES, folder });
    await serve(network);
  });

  afterAll(async () => removeRun(folder));

  afterEach(async () => network.heal());

  test('every host reaches every other by its address, and has its own name', async () => {
    expect(await reached()).toEqual(meshOf(['n1', 'n2', 'n3', 'n4', 'n5']));
    const names = await Promise.all(
      network.hosts.map(async (host) => (await host.mustRun('hostname', [])).stdout.trim()),
    );
    expect(names).toEqual(NAMES);
  });

  test('nothing leads out of it', async () => {
    const { stdout } = await network.host('n1').mustRun('ip', ['-brief', 'link']);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split(/[@ ]/)[0]),
    ).toEqual(['lo', 'eth0']);
    expect(await connect('n1', '192.0.2.1')).toBe('no answer');
  });

  test('a host that is cut off gets no answer, keeps its link, and is back when healed', async () => {
    await network.cut('n2');
    expect(await connect('n1', network.host('n2').address)).toBe('no answer');
    expect(await reached()).toEqual({ ...meshOf(['n1', 'n3', 'n4', 'n5']), n2: [] });
    expect(await carrier('n2')).toBe('1');
    await network.heal();
    expect(await reached()).toEqual(meshOf(NAMES));
  });

  test('an open connection through a cut is not told, and goes on when healed', async () => {
    await network.host('n1').mustRun('mkfifo', ['go']);
    const client = await network.host('n1').start('client', 'bash', [
      '-c',
      `exec 3<>/dev/tcp/${network.host('n3').address}/${PORT}; echo hello >&3; read -r line <&3; echo "got $line"
     read -r <"$PWD/go"; echo again >&3; read -r line <&3; echo "got $line"`,
    ]);
    await waitFor('the first answer', () => client.lastLines().endsWith('got hello'), { deadlineMs: 5000 });
    await network.cut('n3');
    await network.host('n1').mustRun('sh', ['-c', 'echo > go']);
    await connect('n1', network.host('n3').address);
    expect(client.ended()).toBe(false);
    await network.heal();
    await waitFor('the second answer', () => client.lastLines().endsWith('got again'), { deadlineMs: 10_000 });
  });

  test('a host that is unplugged sees it', async () => {
    await network.unplug('n4');
    expect(await carrier('n4')).toBe('0');
    expect((await reached())['n4']).toEqual([]);
    await network.heal();
    expect(await reached()).toEqual(meshOf(NAMES));
  });

  test('three sets do not reach each other, and each reaches itself', async () => {
    await network.split(['n1', 'n2'], ['n3'], ['n4', 'n5']);
    expect(await reached()).toEqual({ ...meshOf(['n1', 'n2']), n3: [], ...meshOf(['n4', 'n5']) });
  });

  test('two hosts that do not reach each other may both reach the rest', async () => {
    await network.cutBetween('n1', 'n3');
    const all = meshOf(NAMES);
    expect(await reached()).toEqual({ ...all, n1: ['n2', 'n4', 'n5'], n3: ['n2', 'n4', 'n5'] });
  });

  test('a host of that name has to be there', async () => {
    await expect(network.cut('n9')).rejects.toThrow('found no host n9; expected one of n1, n2, n3, n4, n5');
  });

  test('a renewed host has forgotten its settings, and is still cut off', async () => {
    await network.host('n5').mustRun('ip', ['link', 'add', 'extra', 'type', 'bridge']);
    await network.cut('n5');
    await network.renew('n5');
    const { stdout } = await network.host('n5').mustRun('ip', ['-brief', 'link']);
    expect(stdout).not.toContain('extra');
    expect(await connect('n5', network.host('n1').address)).toBe('no answer');
    await network.heal();
    expect(await connect('n5', network.host('n1').address)).toBe('answer');
    await serve(network, ['n5']);
  });

  test('a second network with the same addresses does not disturb the first', async () => {
    const other = makeRunFolder('network');
    const second = await createNetwork({ hosts: ['n1', 'n2'], folder: other });
    await second.cut('n1');
    expect(await reached()).toEqual(meshOf(NAMES));
    await second.remove();
    expect(namespacesOf(other)).toEqual([]);
    await removeRun(other);
    expect(await reached()).toEqual(meshOf(NAMES));
  });

  test('what a killed run leaves is swept by the next, and only that', async () => {
    const other = await startOtherRun(`
    const folder = require('./e2e/harness/runs/run-folder').makeRunFolder('network');
    const network = await require('./e2e/harness/network').createNetwork({ hosts: ['n1', 'n2'], folder });
    await network.host('n1').start('marked', 'sleep', ['600']);
    await network.host('n2').start('unmarked', 'env', ['-i', 'setsid', 'sleep', '600']);
    return folder;`);
    await other.kill();
    const namespaces = namespacesOf(other.folder);
    const inside = () => processesIn(new Set(namespaces.map(({ inode }) => inode)));
    await waitFor('both programs to be in their namespaces', () => inside().length === 2, { deadlineMs: 5000 });
    const processes = inside();
    expect([namespaces.length, ...processes.map(isRunning)]).toEqual([3, true, true]);

    expect(await sweepRuns()).toContain(other.folder);
    expect(existsSync(other.folder)).toBe(false);
    expect(namespacesOf(other.folder)).toEqual([]);
    expect(processes.map(isRunning)).toEqual([false, false]);
    expect(await reached()).toEqual(meshOf(NAMES));
  });
});

/** Each host answers every line with the line. */
async function serve({ host }: Network, names: readonly string[] = NAMES): Promise<void> {
  const server = `require('net').createServer((c) => c.on('error', () => {}).pipe(c)).listen(${PORT}, () => console.log('up'))`;
  const daemons = await Promise.all(names.map((name) => host(name).start('echo', process.execPath, ['-e', server])));
  await waitFor('the servers', () => daemons.every((daemon) => daemon.lastLines().endsWith('up')), {
    deadlineMs: 10_000,
  });
}

/** Whom each host reaches, in the order of names. */
async function reached(): Promise<Record<string, readonly string[]>> {
  const rows = NAMES.map(async (from) => {
    const answers = NAMES.filter((to) => to !== from).map(
      async (to) => [to, await connect(from, network.host(to).address)] as const,
    );
    return [from, (await Promise.all(answers)).flatMap(([to, answer]) => (answer === 'answer' ? [to] : []))] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}

/** On a busy computer, twenty programs that are started at once need more than a second for an answer. */
async function connect(from: string, address: string): Promise<'answer' | 'refused' | 'no answer'> {
  const script = `exec 3<>/dev/tcp/${address}/${PORT} && echo hello >&3 && read -r line <&3`;
  const { code } = await network.host(from).run('timeout', ['3', 'bash', '-c', script]);
  if (code === 0) return 'answer';
  return code === 124 ? 'no answer' : 'refused';
}

function meshOf(names: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(names.map((name) => [name, names.filter((other) => other !== name)]));
}

async function carrier(name: string): Promise<string> {
  const { stdout } = await network.host(name).run('ip', ['-brief', 'link', 'show', 'eth0']);
  return stdout.includes('NO-CARRIER') ? '0' : '1';
}
