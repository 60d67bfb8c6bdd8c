import {
  BOOTSTRAP_COMPONENTS,
  BOOTSTRAP_SECRETS,
  type BootstrapStage,
  makeBootstrapStage,
  PROGRAM,
  SCRIPT,
  untilHeardOf,
  untilNodesAre,
} from './harness/bootstrap/stage';
import { clusterState, endState } from './harness/bootstrap/end-state';
import { findSecrets } from './harness/bootstrap/find-secrets';
import { cutScript } from './harness/bootstrap/interrupt';
import { stepsIn } from './harness/bootstrap/steps-in';
import { watchApi } from './harness/bootstrap/watch-api';
import { describeWith } from './harness/components/describe-with';
import type { Machine } from './harness/machines';
import { monotonicMs } from './harness/monotonic';
import { waitFor } from './harness/runs/wait-for';

const WELL = ['n1 True True', 'n2 True True', 'n3 True True', 'n4 True -', 'n5 True -'];

const UNCHANGED = [
  ...['preflight ok', 'packages unchanged', 'host unchanged', 'tailscale unchanged', 'firewall unchanged'],
  ...['api-proxy unchanged', 'k3s unchanged', 'proof ok'],
];
/** Files written since, but for what a timer keeps up to date. */
const WRITTEN =
  'find /etc /usr/local /var/lib/zero-spof -xdev -type f -newer /run/second-run | grep -vE "/api-(servers|proxy.cfg|check.pem)$" || true';
const SERVER = '/var/lib/rancher/k3s/server';
const SECRET_OF_APP = 'secret-of-an-app-of-the-test';
const TEXT_OF_APP = 'text-of-an-app-of-the-test';
const say = (line: string): void => void process.stderr.write(`e2e: ${line}\n`);
const seconds = (since: number): string => `${((monotonicMs() - since) / 1000).toFixed(1)} s`;

describeWith(...BOOTSTRAP_COMPONENTS, 'poller')('five empty machines', () => {
  let stage: BootstrapStage;
  const machine = (name: string): Machine => stage.machines.machine(name);

  beforeAll(async () => {
    stage = await makeBootstrapStage({ name: 'bootstrap', form: formOf });
  });

  afterAll(async () => stage.remove());

  const areWell = async (server: string, deadlineMs: number): Promise<void> =>
    untilNodesAre(WELL, machine(server), deadlineMs);
  const areBack = async (names: readonly string[], server: string): Promise<void> => {
    await untilHeardOf(names, machine(server), new Date());
    for (const name of names.filter((one) => one < 'n4'))
      await waitFor(`${name} to answer`, async () => kubectl(name, 'get', '--raw', '/readyz'), { deadlineMs: 60_000 });
    await areWell(server, 30_000);
  };
  const kubectl = async (server: string, ...args: readonly string[]) =>
    machine(server).mustRun('k3s', ['kubectl', '--request-timeout=5s', ...args], { timeoutMs: 10_000 });
  const clusterOf = async (server: string): Promise<string> => {
    const path = 'jsonpath={.metadata.uid}';
    return (await kubectl(server, 'get', 'namespace', 'kube-system', '-o', path)).stdout;
  };

  test('become one cluster of three servers and two agents', async () => {
    const started = monotonicMs();
    await Promise.all(stage.machines.all.map(becomeNode));
    say(`five empty machines became one cluster in ${seconds(started)}`);
    await areWell('n3', 20_000);
    expect(await clusterOf('n2')).toBe(await clusterOf('n1'));
  });

  test('a second run changes nothing, be it of the program in user-data or of the script', async () => {
    await machine('n2').mustRun('sh', ['-c', `umask 077; cat > ${SCRIPT}`], {
      input: stage.render('n2', 'script').toString(),
    });
    for (const [name, program] of [
      ['n1', [PROGRAM]],
      ['n2', ['bash', SCRIPT]],
      ['n5', ['bash', SCRIPT]],
    ] as const) {
      const started = monotonicMs();
      await machine(name).mustRun('touch', ['/run/second-run']);
      const { code, stdout } = await machine(name).run('env', program);
      say(`a second run on ${name} took ${seconds(started)}`);
      expect([name, ...stepsIn(stdout)]).toEqual([name, ...UNCHANGED]);
      expect(code).toBe(0);
      expect((await machine(name).mustRun('sh', ['-c', WRITTEN])).stdout).toBe('');
    }
  });

  test('a host whose script is cut off, by a kill or by a loss of power, becomes what it was without', async () => {
    const n5 = machine('n5');
    const [expected, cluster] = [await endState(n5), await clusterState(machine('n1'))];
    const rules = async (): Promise<string> => (await n5.mustRun('nft', ['-s', 'list', 'ruleset'])).stdout;
    const answers = async (port: number): Promise<boolean> => {
      const connect = `exec 3<>/dev/tcp/${n5.address}/${port} && head -c 4 <&3`;
      const { stdout } = await machine('n4').run('timeout', ['2', 'bash', '-c', connect]);
      return stdout === 'SSH-';
    };
    await n5.reinstall();
    await kubectl('n1', 'delete', 'node', 'n5');
    await n5.powerOn();
    await n5.waitUntilRunning();
    const script = stage.render('n5', 'script').toString();
    await cutScript(n5, script, { step: 'tailscale', after: 'change', how: 'kill' });

    const before = await rules();
    const soon = script.replace('FIREWALL_SECONDS=900', 'FIREWALL_SECONDS=10');
    await cutScript(n5, soon, { step: 'firewall', after: 'change', how: 'kill' });
    // A port that no rule opens.
    await n5.mustRun('systemd-run', ['--quiet', 'socat', 'TCP-LISTEN:2222,fork', 'EXEC:echo SSH-']);
    const listens = async (): Promise<boolean> => (await n5.mustRun('ss', ['-Hlnt', 'sport = :2222'])).stdout !== '';
    await waitFor('the port', listens, { deadlineMs: 5000 });
    expect([await answers(22), await answers(2222)]).toEqual([true, false]);
    await waitFor('the rules to be taken back', async () => (await rules()) === before, { deadlineMs: 20_000 });
    expect([await answers(22), await answers(2222)]).toEqual([true, true]);

    await cutScript(n5, script, { step: 'k3s', after: 'files', how: 'power-off' });
    const { code, stdout } = await n5.run('bash', [SCRIPT]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('8 of 8 steps done')]);
    await areWell('n1', 20_000);
    expect(await endState(n5)).toEqual(expected);
    // Flannel writes to its node a moment after it is Ready.
    const isSame = async (): Promise<boolean> => (await clusterState(machine('n1'))).join() === cluster.join();
    await waitFor('the cluster to be as it was', isSame, { deadlineMs: 30_000, everyMs: 500 }).catch(() => undefined);
    expect(await clusterState(machine('n1'))).toEqual(cluster);
  });

  /** Takes the power from a server, and prints how long the others were without an API on their own 127.0.0.1:7443. */
  const loseServer = async (lost: string): Promise<void> => {
    const others = stage.machines.all.map(({ name }) => name).filter((name) => name !== lost);
    const watch = await watchApi(stage.network, machine(others[0] ?? ''), others);
    try {
      const started = monotonicMs();
      await machine(lost).powerOff();
      // Not before anybody has noticed.
      const isSteady = (): boolean => others.every((name) => watch.isSteady(name, started + 5000));
      await waitFor('requests to be answered again', isSteady, { deadlineMs: 60_000 });
      const worst = (request: 'write' | 'quorum-read'): number =>
        Math.max(...others.map((name) => watch.longestGap(name, request, started))) / 1000;
      const [write, read] = [worst('write'), worst('quorum-read')];
      say(`without ${lost} the longest gap of writes was ${write.toFixed(1)} s, of quorum reads ${read.toFixed(1)} s`);
      // An election of etcd's takes twice its timeout of 5 s at most, and then somebody has to try again.
      expect(Math.max(write, read)).toBeLessThan(15);
    } finally {
      await watch.stop();
    }
  };

  test.each(['n2', 'n3'])('%s loses its power: the API answers on all others, and it comes back', async (lost) => {
    await loseServer(lost);
    await machine(lost).powerOn();
    await areBack([lost], 'n1');
  });

  test('the first server is lost and installed anew: it joins, though it may create a cluster', async () => {
    const cluster = await clusterOf('n2');
    await loseServer('n1');
    await machine('n1').reinstall();
    await kubectl('n2', 'delete', 'node', 'n1');
    await becomeNode(machine('n1'));
    await areWell('n1', 20_000);
    expect(await clusterOf('n1')).toBe(cluster);
  });

  test('all lose their power at once, and come back as one cluster', async () => {
    const cluster = await clusterOf('n2');
    const started = monotonicMs();
    await Promise.all(stage.machines.all.map(async (one) => one.powerOff()));
    await Promise.all(stage.machines.all.map(async (one) => one.powerOn()));
    await areBack(['n1', 'n2', 'n3', 'n4', 'n5'], 'n1');
    say(`five machines that lost their power were one cluster again after ${seconds(started)}`);
    expect(await clusterOf('n3')).toBe(cluster);
  });

  test('tailscaled restarts, and flannel.1 goes with it: the pods of the node are reached again within seconds', async () => {
    const [one, other] = [machine('n4'), machine('n5')];
    const addressOf = async (node: Machine): Promise<string> => {
      const { stdout } = await node.mustRun('ip', ['-4', '-brief', 'address', 'show', 'dev', 'flannel.1']);
      return /[\d.]+(?=\/32)/.exec(stdout)?.[0] ?? '';
    };
    const startOf = async (unit: string): Promise<string> =>
      (await one.mustRun('systemctl', ['show', '-p', 'ActiveEnterTimestampMonotonic', unit])).stdout;
    const reached = async (from: Machine, at: string, to: string): Promise<boolean> =>
      (await from.run('ping', ['-c1', '-W1', '-I', at, to])).code === 0;
    const [own, far] = [await addressOf(one), await addressOf(other)];
    const bothWays = async (): Promise<boolean> => (await reached(one, own, far)) && (await reached(other, far, own));
    await waitFor('pods of two nodes to reach each other', bothWays, { deadlineMs: 60_000 });
    const [agent, tailscaled] = [await startOf('k3s-agent'), await startOf('tailscaled')];

    const started = monotonicMs();
    await one.mustRun('systemctl', ['restart', 'tailscaled']);
    expect(await startOf('tailscaled')).not.toBe(tailscaled);
    await waitFor('pods of two nodes to reach each other again', bothWays, { deadlineMs: 30_000, everyMs: 100 });
    say(`after a restart of tailscaled the pods of a node were reached again within ${seconds(started)}`);
    expect(await startOf('k3s-agent')).toBe(agent);
  });

  test('no secret is in a log, in a journal, in an argument of a process, or in a file that others can read', async () => {
    const { ZERO_SPOF_K3S_AGENT_TOKEN: token } = BOOTSTRAP_SECRETS;
    const find = async (one: Machine) => findSecrets(one, Object.values(BOOTSTRAP_SECRETS));
    await Promise.all(
      stage.machines.all.map(async (one) => {
        expect([one.name, await find(one)]).toEqual([one.name, []]);
        // Root has a token; the other one had its use.
        expect((await one.run('grep', ['-qF', token, '/etc/rancher/k3s/agent-token'])).code).toBe(0);
        expect((await one.run('test', ['-e', '/var/lib/zero-spof/tailscale-key'])).code).toBe(1);
        expect((await one.run('systemctl', ['is-enabled', 'zero-spof-bootstrap'])).stdout.trim()).not.toBe('enabled');
      }),
    );
    // It does find what is there, also where it is packed.
    const plant = 'cat > /tmp/planted; logger -f /tmp/planted; gzip -c /tmp/planted | base64 > /tmp/packed';
    await machine('n4').mustRun('sh', ['-c', plant], { input: token });
    expect([...(await find(machine('n4')))].sort()).toEqual(['/tmp/packed', '/tmp/planted', 'the journal']);
  });

  test('what is in a Secret is nowhere on the disk, nor in a snapshot: etcd has it encrypted', async () => {
    const object = (kind: string, field: string, text: string): string =>
      JSON.stringify({ apiVersion: 'v1', kind, metadata: { name: 'scanned' }, [field]: { text } });
    for (const one of [object('Secret', 'stringData', SECRET_OF_APP), object('ConfigMap', 'data', TEXT_OF_APP)])
      await machine('n1').mustRun('k3s', ['kubectl', 'create', '-f', '-'], { input: one });
    await machine('n1').mustRun('k3s', ['etcd-snapshot', 'save', '--name', 'scanned']);
    const find = async (...texts: readonly string[]) =>
      findSecrets(machine('n1'), texts, [`${SERVER}/db`, `${SERVER}/logs`]);
    expect(await find(SECRET_OF_APP, ...Object.values(BOOTSTRAP_SECRETS))).toEqual([]);
    const found = await find(TEXT_OF_APP);
    expect(found).toContainEqual(expect.stringContaining(`${SERVER}/db/snapshots/scanned-n1-`));
    expect(found).toContainEqual(expect.stringContaining(`${SERVER}/db/etcd/member/`));
  });
});

/** n5 is a host that runs already: it gets a script. */
function formOf(node: string): 'user-data' | 'text' | 'script' {
  if (node === 'n5') return 'script';
  return node === 'n4' ? 'text' : 'user-data';
}

async function becomeNode(machine: Machine): Promise<void> {
  await machine.powerOn();
  if (formOf(machine.name) !== 'script') return machine.waitForCloudInit({ deadlineMs: 240_000 });
  await machine.waitUntilRunning();
  const { code, stdout } = await machine.run('bash', [SCRIPT]);
  if (code !== 0) throw new Error(stdout);
}
