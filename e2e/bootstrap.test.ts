import {
  BOOTSTRAP_COMPONENTS,
  BOOTSTRAP_SECRETS,
  type BootstrapStage,
  makeBootstrapStage,
  nodesSeenBy,
  PROGRAM,
  SCRIPT,
} from './harness/bootstrap/stage';
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
const say = (line: string): void => void process.stderr.write(`e2e: ${line}\n`);
const seconds = (since: number): string => `${((monotonicMs() - since) / 1000).toFixed(1)} s`;

describeWith(...BOOTSTRAP_COMPONENTS, 'poller')('five empty machines', () => {
  let stage: BootstrapStage;
  const machine = (name: string): Machine => stage.machines.machine(name);

  beforeAll(async () => {
    stage = await makeBootstrapStage({ name: 'bootstrap', form: formOf });
  });

  afterAll(async () => stage.remove());

  const areWell = async (server: string, deadlineMs: number, expected: readonly string[] = WELL): Promise<void> => {
    await waitFor(
      'the nodes',
      async () => {
        const seen = await nodesSeenBy(machine(server));
        if (seen.join() !== expected.join()) throw new Error(seen.join(', '));
        return true;
      },
      { deadlineMs, everyMs: 500 },
    );
  };
  /** What the API remembers of a node is older than its loss: it has to be heard of again, and a server to answer itself. */
  const areBack = async (names: readonly string[], server: string): Promise<void> => {
    const on = new Date().toISOString();
    const path = 'jsonpath={range .items[*]}{.metadata.name} {.spec.renewTime}{"\\n"}{end}';
    await waitFor(
      `${names.join(', ')} to be back`,
      async () => {
        const { stdout } = await kubectl(server, '-n', 'kube-node-lease', 'get', 'leases', '-o', path);
        const heard = stdout.split('\n').filter((line) => (line.split(' ')[1] ?? '') > on);
        const missing = names.filter((name) => !heard.some((line) => line.startsWith(`${name} `)));
        if (missing.length > 0) throw new Error(`nothing of ${missing.join(', ')}`);
        for (const name of names.filter((one) => one < 'n4')) await kubectl(name, 'get', '--raw', '/readyz');
        return true;
      },
      { deadlineMs: 120_000, everyMs: 500 },
    );
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
      const { code, stdout } = await machine(name).run('env', program);
      say(`a second run on ${name} took ${seconds(started)}`);
      expect([name, ...stepsIn(stdout)]).toEqual([name, ...UNCHANGED]);
      expect(code).toBe(0);
    }
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
    const find = async (one: Machine): Promise<string> =>
      (await one.mustRun('sh', ['-c', FIND_SECRETS], { input: Object.values(BOOTSTRAP_SECRETS).join('\n') })).stdout;
    await Promise.all(
      stage.machines.all.map(async (one) => {
        expect([one.name, await find(one)]).toEqual([one.name, '']);
        // Root has a token; the other one had its use.
        expect((await one.run('grep', ['-qF', token, '/etc/rancher/k3s/agent-token'])).code).toBe(0);
        expect((await one.run('test', ['-e', '/var/lib/zero-spof/tailscale-key'])).code).toBe(1);
        expect((await one.run('systemctl', ['is-enabled', 'zero-spof-bootstrap'])).stdout.trim()).not.toBe('enabled');
      }),
    );
    // It does find what is there.
    await machine('n4').mustRun('sh', ['-c', 'cat > /tmp/planted; logger -f /tmp/planted'], { input: token });
    expect(await find(machine('n4'))).toBe(`/tmp/planted\n${token}\n`);
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

/** Prints where it finds one of the texts on its input. */
const FIND_SECRETS = `
umask 077
cat > /run/wanted
find /etc /usr/local /var /run /root /tmp -xdev -type f -perm /o=r -size -8M -exec grep -lFf /run/wanted {} +
find /var/log -type f ! -name '*.journal' -exec grep -lFf /run/wanted {} +
journalctl --quiet -o cat | grep -aFf /run/wanted
for process in /proc/[0-9]*; do tr '\\0' ' ' 2>/dev/null < "$process/cmdline" | grep -Ff /run/wanted; done
rm /run/wanted`;
