import { makeSingleServerStage, type SingleServer, startSingleServer, UNDO } from './harness/bootstrap/single-server';
import { BOOTSTRAP_COMPONENTS, BOOTSTRAP_SECRETS, type BootstrapStage, SCRIPT } from './harness/bootstrap/stage';
import { stepsIn } from './harness/bootstrap/steps-in';
import { describeWith } from './harness/components/describe-with';
import type { Machine } from './harness/machines';
import { waitFor } from './harness/runs/wait-for';

/** Its long series are in e2e/long. */
describeWith(...BOOTSTRAP_COMPONENTS)('a server that runs alone, with an etcd member on its old address', () => {
  let stage: BootstrapStage;
  let n1: Machine;
  let config: string;
  let put: SingleServer['put'];
  let kubectl: SingleServer['kubectl'];
  let members: SingleServer['members'];
  let tailnetUrl: SingleServer['tailnetUrl'];

  beforeAll(async () => {
    stage = await makeSingleServerStage('n1');
    ({ n1, config, put, kubectl, members, tailnetUrl } = await startSingleServer(stage));
  });

  afterAll(async () => stage.remove());

  const runScript = async (script = stage.render('n1', 'script').toString()) => {
    const { code, stdout } = await n1.run('bash', ['-s'], { input: script });
    return { code, last: stepsIn(stdout).at(-1), stdout };
  };
  const isUntouched = async (): Promise<void> => {
    expect(await members()).toEqual([`https://${n1.address}:2380`]);
    expect(await kubectl('get', 'configmap', 'witness', '-o', 'name')).toBe('configmap/witness');
  };

  test('what an older install left is told at once', async () => {
    await put('/etc/kubernetes/manifests/etcd.yaml', '');
    await n1.mustRun('cp', ['/bin/sleep', '/root/kubelet']);
    await n1.mustRun('systemd-run', ['--quiet', '--unit=old-kubelet', '/root/kubelet', '600']);
    const { code, last, stdout } = await runScript();
    expect([code, last]).toEqual([1, 'preflight FAILED']);
    const problems = [...stdout.matchAll(/^ {6}([a-z-]+): /gm)].map(([, id]) => id);
    expect(problems.sort()).toEqual(['leftover-kubeadm', 'leftover-process']);
    await n1.mustRun('sh', ['-euc', 'systemctl stop old-kubelet; rm -r /etc/kubernetes']);
    await isUntouched();
  });

  test('a wrong key of the tailnet is refused, then another token than that of the cluster', async () => {
    const { TS_AUTHKEY: key, ZERO_SPOF_K3S_TOKEN: token } = BOOTSTRAP_SECRETS;
    const script = stage.render('n1', 'script').toString().replaceAll(token, 'another-token');
    const wrongKey = await runScript(script.replaceAll(key, 'another-key'));
    expect([wrongKey.code, wrongKey.last]).toEqual([1, 'tailscale FAILED']);
    expect(wrongKey.stdout).toContain('the key is refused by');
    const wrongToken = await runScript(script);
    expect([wrongToken.code, wrongToken.last]).toEqual([1, 'convert FAILED']);
    expect(wrongToken.stdout).toMatch(/the token is not that of the cluster\n.*next: .*ZERO_SPOF_K3S_TOKEN/);
    await isUntouched();
  });

  test('where cluster.yaml does not name it as the server to be moved, the old address of its member is told', async () => {
    const script = stage.render('n1', 'script').toString();
    expect(script).toContain('\nEXISTING=single-server\n');
    const { code, last, stdout } = await runScript(script.replace('\nEXISTING=single-server\n', "\nEXISTING=''\n"));
    expect([code, last]).toEqual([1, 'preflight FAILED']);
    expect(stdout).toMatch(/^ {6}etcd-member-url: .*\n.*A cluster that runs already/m);
    await isUntouched();
  });

  test('the script moves the member to the tailnet and keeps the data, and a second run changes nothing', async () => {
    const { code, stdout } = await n1.run('bash', [SCRIPT]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('etcd: 1 of 3 voting members')]);
    expect(await members()).toEqual([await tailnetUrl()]);
    expect(await kubectl('get', 'configmap', 'witness', '-o', 'name')).toBe('configmap/witness');
    const again = await n1.run('bash', [SCRIPT]);
    expect([again.code, stepsIn(again.stdout).filter((step) => !/ (ok|unchanged)$/.test(step))]).toEqual([0, []]);
  });

  test('what was there can be put back', async () => {
    await n1.mustRun(UNDO, []);
    await waitFor('the API', async () => (await kubectl('get', '--raw', '/readyz')) === 'ok', { deadlineMs: 60_000 });
    await isUntouched();
    expect((await n1.mustRun('cat', ['/etc/rancher/k3s/config.yaml'])).stdout).toBe(config);
  });
});
