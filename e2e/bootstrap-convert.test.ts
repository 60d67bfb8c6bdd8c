import {
  BOOTSTRAP_COMPONENTS,
  BOOTSTRAP_SECRETS,
  type BootstrapStage,
  makeBootstrapStage,
  SCRIPT,
} from './harness/bootstrap/stage';
import { stepsIn } from './harness/bootstrap/steps-in';
import { describeWith } from './harness/components/describe-with';
import type { Machine } from './harness/machines';
import { waitFor } from './harness/runs/wait-for';

const UNDO = '/usr/local/lib/zero-spof/undo-conversion';

/** What somebody set up by hand: one server, whose etcd member has the address that the host had before its tailnet. */
const oldConfig = (address: string): string => `cluster-init: true
token: ${BOOTSTRAP_SECRETS.ZERO_SPOF_K3S_TOKEN}
node-ip: ${address}
node-name: n1
secrets-encryption: true
`;
const OLD_UNIT = `[Service]
Type=notify
ExecStart=/usr/local/bin/k3s server
TimeoutStartSec=0
Restart=always
[Install]
WantedBy=multi-user.target
`;

/** Its long series are in e2e/long. */
describeWith(...BOOTSTRAP_COMPONENTS)('a server that runs alone, with an etcd member on its old address', () => {
  let stage: BootstrapStage;
  let n1: Machine;

  beforeAll(async () => {
    stage = await makeBootstrapStage({
      name: 'convert',
      names: ['n1'],
      more: { n1: ', existing: single-server' },
      form: () => 'script',
    });
    n1 = stage.machines.machine('n1');
    await n1.powerOn();
    await n1.waitUntilRunning();
    await put(n1, '/etc/rancher/k3s/config.yaml', oldConfig(n1.address));
    await put(n1, '/etc/systemd/system/k3s.service', OLD_UNIT);
    await n1.mustRun('systemctl', ['enable', '--now', 'k3s']);
    await kubectl('create', 'configmap', 'witness');
  });

  afterAll(async () => stage.remove());

  const put = async (machine: Machine, path: string, content: string): Promise<void> => {
    await machine.mustRun('sh', ['-c', 'mkdir -p "${0%/*}"; cat > "$0"', path], { input: content });
  };
  const kubectl = async (...args: readonly string[]): Promise<string> =>
    (await n1.mustRun('k3s', ['kubectl', '--request-timeout=5s', ...args])).stdout.trim();
  const members = async (): Promise<readonly string[]> => {
    const tls = '/var/lib/rancher/k3s/server/tls/etcd';
    const files = [`--cacert=${tls}/server-ca.crt`, `--cert=${tls}/client.crt`, `--key=${tls}/client.key`];
    const { stdout } = await n1.mustRun('/usr/local/lib/k3s-launcher/etcdctl', [...files, 'member', 'list']);
    return stdout
      .trim()
      .split('\n')
      .map((line) => line.split(', ')[3] ?? '');
  };
  const runScript = async (script = stage.render('n1', 'script').toString()) => {
    const { code, stdout } = await n1.run('bash', ['-s'], { input: script });
    return { code, last: stepsIn(stdout).at(-1), stdout };
  };
  const isUntouched = async (): Promise<void> => {
    expect(await members()).toEqual([`https://${n1.address}:2380`]);
    expect(await kubectl('get', 'configmap', 'witness', '-o', 'name')).toBe('configmap/witness');
  };

  test('what an older install left is told at once', async () => {
    await put(n1, '/etc/kubernetes/manifests/etcd.yaml', '');
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

  test('the script moves the member to the tailnet and keeps the data, and a second run changes nothing', async () => {
    const { code, stdout } = await n1.run('bash', [SCRIPT]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('etcd: 1 of 3 voting members')]);
    const url = `https://${(await n1.mustRun('tailscale', ['ip', '-4'])).stdout.trim()}:2380`;
    expect(await members()).toEqual([url]);
    expect(await kubectl('get', 'configmap', 'witness', '-o', 'name')).toBe('configmap/witness');
    const again = await n1.run('bash', [SCRIPT]);
    expect([again.code, stepsIn(again.stdout).filter((step) => !/ (ok|unchanged)$/.test(step))]).toEqual([0, []]);
  });

  test('what was there can be put back', async () => {
    await n1.mustRun(UNDO, []);
    await waitFor('the API', async () => (await kubectl('get', '--raw', '/readyz')) === 'ok', { deadlineMs: 60_000 });
    await isUntouched();
    expect((await n1.mustRun('cat', ['/etc/rancher/k3s/config.yaml'])).stdout).toBe(oldConfig(n1.address));
  });
});
