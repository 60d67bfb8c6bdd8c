import { makeSingleServerStage, type SingleServer, startSingleServer, UNDO } from '../harness/bootstrap/single-server';
import { BOOTSTRAP_COMPONENTS, BOOTSTRAP_SECRETS, type BootstrapStage, SCRIPT } from '../harness/bootstrap/stage';
import { stepsIn } from '../harness/bootstrap/steps-in';
import { describeWith } from '../harness/components/describe-with';
import type { Machine } from '../harness/machines';
import { waitFor } from '../harness/runs/wait-for';

describeWith(...BOOTSTRAP_COMPONENTS)('a server that runs alone, with an etcd member on its old address', () => {
  let stage: BootstrapStage;
  let n1: Machine;
  let n2: Machine;
  let config: string;
  let put: SingleServer['put'];
  let kubectl: SingleServer['kubectl'];
  let members: SingleServer['members'];
  let tailnetUrl: SingleServer['tailnetUrl'];

  beforeAll(async () => {
    stage = await makeSingleServerStage('n1', 'n2');
    ({ n1, config, put, kubectl, members, tailnetUrl } = await startSingleServer(stage));
    n2 = stage.machines.machine('n2');
  });

  afterAll(async () => stage.remove());

  test('another token than that of the cluster is refused, and nothing was touched', async () => {
    const script = stage.render('n1', 'script').toString().replaceAll(BOOTSTRAP_SECRETS.ZERO_SPOF_K3S_TOKEN, 'another');
    const { code, stdout } = await n1.run('bash', ['-s'], { input: script });
    expect([code, stepsIn(stdout).at(-1)]).toEqual([1, 'convert FAILED']);
    expect(stdout).toMatch(/the token is not that of the cluster\n.*next: .*ZERO_SPOF_K3S_TOKEN/);
    expect(await members()).toEqual([`https://${n1.address}:2380`]);
    expect(await kubectl('get', 'configmap', 'witness', '-o', 'name')).toBe('configmap/witness');
  });

  test('so are settings that the cluster cannot change', async () => {
    for (const [from, to, said] of [
      ['POD_CIDR=10.42.0.0/16', 'POD_CIDR=10.52.0.0/16', /cluster-cidr 10\.42\.0\.0\/16, cluster\.yaml says 10\.52/],
      ['ENCRYPTION=true', 'ENCRYPTION=false', /next: set cluster\.secretsEncryption: true/],
    ] as const) {
      const { code, stdout } = await n1.run('bash', ['-s'], {
        input: stage.render('n1', 'script').toString().replace(from, to),
      });
      expect([code, stdout]).toEqual([1, expect.stringMatching(said)]);
    }
  });

  test('the script moves the member to the tailnet and keeps the data', async () => {
    const { code, stdout } = await n1.run('bash', [SCRIPT]);
    process.stderr.write(`e2e: ${/The API was away.*/.exec(stdout)?.[0] ?? stdout}\n`);
    expect([code, stepsIn(stdout).filter((step) => /^(convert|k3s|proof)/.test(step))]).toEqual([
      0,
      ['convert changed', 'k3s changed', 'proof ok'],
    ]);
    expect(stdout).toMatch(/^Snapshot, checked: \/var\/lib\/rancher\/k3s\/server\/db\/snapshots\/before-conversion-/m);
    expect(await members()).toEqual([await tailnetUrl()]);
    expect(await kubectl('get', 'configmap', 'witness', '-o', 'name')).toBe('configmap/witness');
    const again = await n1.run('bash', [SCRIPT]);
    expect([again.code, stepsIn(again.stdout).filter((step) => !/ (ok|unchanged)$/.test(step))]).toEqual([0, []]);
  });

  const undo = async (): Promise<void> => {
    await n1.mustRun(UNDO, []);
    await waitFor('the API', async () => (await kubectl('get', '--raw', '/readyz')) === 'ok', { deadlineMs: 60_000 });
  };

  test('what was there can be put back', async () => {
    await kubectl('create', 'configmap', 'later');
    await undo();
    expect(await members()).toEqual([`https://${n1.address}:2380`]);
    expect((await n1.mustRun('cat', ['/etc/rancher/k3s/config.yaml'])).stdout).toBe(config);
    expect(await kubectl('get', 'configmaps', '-o', 'name')).toMatch(/^(?!.*later)[^]*configmap\/witness/);
  });

  test('killed while k3s writes the new address, it begins that again', async () => {
    const killed = n1.run('bash', [SCRIPT]);
    const resets = async () => (await n1.run('pgrep', ['-f', 'k3s server --cluster-reset'])).code === 0;
    await waitFor('the reset', resets, { deadlineMs: 120_000, everyMs: 20 });
    await n1.mustRun('pkill', ['-KILL', '-f', `^bash ${SCRIPT}`]);
    await killed;
    const { code, stdout } = await n1.run('bash', [SCRIPT]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('etcd: 1 of 3 voting members')]);
    expect(await members()).toEqual([await tailnetUrl()]);
    expect(await kubectl('get', 'configmap', 'witness', '-o', 'name')).toBe('configmap/witness');
    await undo();
  });

  test('so can what was broken by hand: another node-ip, with which k3s does not start any more', async () => {
    const url = await tailnetUrl();
    await put('/etc/rancher/k3s/config.yaml', config.replace(n1.address, /[\d.]+(?=:)/.exec(url)?.[0] ?? ''));
    await n1.mustRun('systemctl', ['restart', '--no-block', 'k3s']);
    const complaint = 'journalctl -q -u k3s -o cat | grep -q "not a member of the etcd cluster"';
    await waitFor('k3s to complain', async () => (await n1.run('sh', ['-c', complaint])).code === 0, {
      deadlineMs: 60_000,
    });
    const { code, stdout } = await n1.run('bash', [SCRIPT]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('No snapshot, as k3s does not answer; only the copy.')]);
    expect(await members()).toEqual([url]);
    expect(await kubectl('get', 'configmap', 'witness', '-o', 'name')).toBe('configmap/witness');
  });

  test('when a second server has joined, it is too late for that', async () => {
    const { code, stdout } = await n2.run('bash', [SCRIPT]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('etcd: 2 of 3 voting members')]);
    const { code: refused, stderr } = await n1.run(UNDO, []);
    expect([refused, stderr]).toEqual([1, expect.stringContaining('found other servers')]);
    expect(await members()).toHaveLength(2);
  });
});
