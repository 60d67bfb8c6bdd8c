import {
  BOOTSTRAP_COMPONENTS,
  BOOTSTRAP_SECRETS,
  type BootstrapStage,
  makeBootstrapStage,
  SCRIPT,
} from '../harness/bootstrap/stage';
import { stepsIn } from '../harness/bootstrap/steps-in';
import { describeWith } from '../harness/components/describe-with';
import type { Machine } from '../harness/machines';
import { monotonicMs } from '../harness/monotonic';
import { waitFor } from '../harness/runs/wait-for';

/** How often a script is killed in the middle; more find more. */
const KILLS = Number(process.env['ZERO_SPOF_KILLS'] ?? 1);

/** Each of these goes on where the one before it stopped, as somebody does who mends what a script told. */
describeWith(...BOOTSTRAP_COMPONENTS)('a script that cannot go on', () => {
  let stage: BootstrapStage;
  let n1: Machine;
  let n2: Machine;

  beforeAll(async () => {
    stage = await makeBootstrapStage({ name: 'drills', names: ['n1', 'n2'], form: () => 'script' });
    [n1, n2] = ['n1', 'n2'].map(stage.machines.machine) as [Machine, Machine];
    await Promise.all([n1.powerOn(), n2.powerOn()]);
    await Promise.all([n1.waitUntilRunning(), n2.waitUntilRunning()]);
  });

  afterAll(async () => stage.remove());

  const sh = async (machine: Machine, script: string): Promise<string> =>
    (await machine.mustRun('sh', ['-euc', script])).stdout.trim();
  /** Its exit code, the last step that it came to, and all that it said. */
  const runScript = async (machine: Machine, script?: string) => {
    const { code, stdout } = await machine.run('bash', script === undefined ? [SCRIPT] : ['-s'], {
      ...(script === undefined ? {} : { input: script }),
      timeoutMs: 240_000,
    });
    return { code, last: stepsIn(stdout).at(-1), stdout };
  };
  const problems = (stdout: string): string[] => [...stdout.matchAll(/^ {6}([a-z-]+): /gm)].map(([, id]) => id ?? '');

  test('left-overs, a port that is taken and a full disk are told at once, and nothing is changed', async () => {
    await sh(n1, 'mkdir -p /etc/kubernetes/manifests; : > /etc/kubernetes/manifests/etcd.yaml');
    await sh(n1, 'cp /bin/sleep /root/kubelet; systemd-run --quiet --unit=old-kubelet /root/kubelet 600');
    const listen = 'import socket, time; s = socket.socket(); s.bind(("", 6443)); s.listen(); time.sleep(600)';
    await sh(
      n1,
      `systemd-run --quiet --unit=old-server python3 -c '${listen}'; mount -t tmpfs -o size=1g tmpfs /var/lib`,
    );
    await waitFor('the port', async () => (await sh(n1, 'ss -Hlnt sport = :6443')) !== '', { deadlineMs: 10_000 });
    const { code, last, stdout } = await runScript(n1);
    expect([code, last]).toEqual([1, 'preflight FAILED']);
    expect(problems(stdout).sort()).toEqual(['disk-full', 'leftover-kubeadm', 'leftover-process', 'port-taken']);
    await sh(n1, 'umount /var/lib; systemctl stop old-kubelet old-server; rm -r /etc/kubernetes');
    expect((await n1.run('test', ['-e', '/etc/zero-spof/node.env'])).code).toBe(1);
  });

  test('a login server that does not answer', async () => {
    await stage.network.cut('control');
    const { code, stdout } = await runScript(n1);
    await stage.network.heal();
    expect([code, problems(stdout)]).toEqual([1, ['login-server']]);
  });

  const scriptWithKey = (machine: string, key: string): string =>
    stage.render(machine, 'script', 'n1').toString().replace(BOOTSTRAP_SECRETS.TS_AUTHKEY, key);
  /** Runs it to where it is known that the tailnet refuses this host. */
  const refused = async (script: string, why: string): Promise<void> => {
    const started = monotonicMs();
    const { code, last, stdout } = await runScript(n1, script);
    expect([code, last, stdout]).toEqual([1, 'tailscale FAILED', expect.stringContaining(why)]);
    // A login may take 60 s.
    expect(monotonicMs() - started).toBeLessThan(120_000);
  };

  test('a login server that goes away after the preflight', async () => {
    await sh(n1, 'echo login-server >> /etc/zero-spof/accept');
    await stage.network.cut('control');
    await refused(scriptWithKey('n1', 'any-key'), 'gave no answer in 60 s');
    await stage.network.heal();
    await sh(n1, 'sed -i /login-server/d /etc/zero-spof/accept');
  });

  test('a key that is wrong, has expired or was used before is refused, each for its own reason', async () => {
    await refused(scriptWithKey('n1', 'wrong-key'), 'the key is refused by');
    await stage.control.addKey('expired-key', 'expired');
    await refused(scriptWithKey('n1', 'expired-key'), 'the key has expired');
    await stage.control.addKey('key-for-one', 'one-off');
    await n2.mustRun('bash', ['-s'], {
      input: scriptWithKey('n2', 'key-for-one')
        .replace(/^ {2}finish$/m, '  exit 0')
        .replace(/^.*run_step (firewall|api-proxy|k3s|proof)$/gm, ''),
    });
    await refused(scriptWithKey('n1', 'key-for-one'), 'the key was used before');
  });

  test('a host that is not approved yet goes on once it is, with the key that it has used', async () => {
    await stage.control.addKey('key-of-n1', 'one-off');
    await stage.control.requireApproval(true);
    await refused(scriptWithKey('n1', 'key-of-n1'), 'this machine is not approved yet');
    await stage.control.requireApproval(false);
    // As far as to the next refusal: a server of the tailnet that does not answer may hold the cluster.
    await stage.network.cutBetween('n1', 'n2');
    const lonely = await runScript(n1, scriptWithKey('n1', 'key-of-n1'));
    await stage.network.heal();
    expect([lonely.code, lonely.last]).toEqual([1, 'k3s FAILED']);
    expect(lonely.stdout).toMatch(/n2 \(100\.\S+\) is on the tailnet and does not answer: it may hold the cluster/);
  });

  test(`killed in the middle, ${KILLS} time(s), it comes to its end all the same`, async () => {
    for (let kill = 1; kill <= KILLS; kill++) {
      const seconds = (0.3 + Math.random() * 9).toFixed(2);
      const { code, stdout } = await n1.run('timeout', ['--signal=KILL', seconds, 'bash', SCRIPT]);
      process.stderr.write(
        `e2e: killed after ${seconds} s, with ${String(code)}, at ${stepsIn(stdout).length} steps\n`,
      );
    }
    const { code, stdout } = await runScript(n1);
    expect([code, stdout]).toEqual([0, expect.stringContaining('etcd: 1 of 3 voting members')]);
    const again = await runScript(n1);
    expect([again.code, stepsIn(again.stdout).filter((step) => !/ (ok|unchanged)$/.test(step))]).toEqual([0, []]);
  });

  test('the state of tailscaled is lost: the address is another one, and k3s does not start with it', async () => {
    await sh(n1, 'systemctl stop tailscaled; mv /var/lib/tailscale /root/kept; systemctl start tailscaled');
    const { code, last, stdout } = await runScript(n1);
    expect([code, last]).toEqual([1, 'tailscale FAILED']);
    expect(stdout).toMatch(/the address was (\S+) and is (?!\1)\S+: the state of tailscaled was lost/);
    // The first way on that it names.
    await sh(n1, 'systemctl stop tailscaled; rm -r /var/lib/tailscale; mv /root/kept /var/lib/tailscale');
    await sh(n1, 'systemctl start tailscaled');
    const after = await runScript(n1);
    expect([after.code, after.stdout]).toEqual([0, expect.stringContaining('8 of 8 steps done')]);
  });

  test('another host has its name', async () => {
    await sh(n2, 'tailscale set --hostname=n1');
    const ip = await sh(n2, 'tailscale ip -4');
    const named = `tailscale status --json | jq -e '.Peer[] | select(.HostName == "n1" and .TailscaleIPs[0] == "${ip}")'`;
    await waitFor('the name', async () => (await n1.run('sh', ['-c', named])).code === 0, { deadlineMs: 20_000 });
    const { code, last, stdout } = await runScript(n1);
    expect([code, last, stdout]).toEqual([
      1,
      'tailscale FAILED',
      expect.stringMatching(/another host .* is called n1, too/),
    ]);
    await sh(n2, 'tailscale set --hostname=n2');
  });

  test('what a host is to forget is shown, and a whole cluster is deleted only when that is said', async () => {
    const script = stage.render('n1', 'reset').toString();
    const reset = async (...args: readonly string[]) => n1.run('bash', ['-s', '--', ...args], { input: script });
    expect(await reset()).toMatchObject({ code: 0, stdout: expect.stringMatching(/ \/etc\/rancher\n/) as string });
    expect(await reset('--delete')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('holds a whole cluster') as string,
    });
    expect((await runScript(n1)).code).toBe(0);
    expect(await reset('--delete-cluster')).toMatchObject({ code: 0, stderr: '' });
    expect(await sh(n1, 'find /etc/rancher /var/lib/rancher -type f 2>/dev/null || true; pgrep etcd || true')).toBe('');
    expect(await runScript(n1)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('created cluster') as string,
    });
  });
});
