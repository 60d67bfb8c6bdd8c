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
import { waitFor } from '../harness/runs/wait-for';

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

describeWith(...BOOTSTRAP_COMPONENTS)('a server that runs alone, with an etcd member on its old address', () => {
  let stage: BootstrapStage;
  let n1: Machine;
  let n2: Machine;

  beforeAll(async () => {
    stage = await makeBootstrapStage({
      name: 'convert',
      names: ['n1', 'n2'],
      more: { n1: ', existing: single-server' },
      form: () => 'script',
    });
    n1 = stage.machines.machine('n1');
    n2 = stage.machines.machine('n2');
    await Promise.all([n1.powerOn(), n2.powerOn()]);
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
  const tailnetUrl = async (): Promise<string> =>
    `https://${(await n1.mustRun('tailscale', ['ip', '-4'])).stdout.trim()}:2380`;

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

  test('what was there can be put back', async () => {
    await kubectl('create', 'configmap', 'later');
    await n1.mustRun(UNDO, []);
    await waitFor('the API', async () => (await kubectl('get', '--raw', '/readyz')) === 'ok', { deadlineMs: 60_000 });
    expect(await members()).toEqual([`https://${n1.address}:2380`]);
    expect((await n1.mustRun('cat', ['/etc/rancher/k3s/config.yaml'])).stdout).toBe(oldConfig(n1.address));
    expect(await kubectl('get', 'configmaps', '-o', 'name')).toMatch(/^(?!.*later)[^]*configmap\/witness/);
  });

  test('so can what was broken by hand: another node-ip, with which k3s does not start any more', async () => {
    const url = await tailnetUrl();
    await put(n1, '/etc/rancher/k3s/config.yaml', oldConfig(/[\d.]+(?=:)/.exec(url)?.[0] ?? ''));
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
