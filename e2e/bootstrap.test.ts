import { join } from 'node:path';
import { k3sKeys } from '../bootstrap/k3s/config-keys';
import { renderScript } from '../bootstrap/render-script';
import { renderUserData } from '../bootstrap/render-user-data';
import { planOf } from '../bootstrap/testing';
import { parseClusterSpec } from '../lib/spec/parse-cluster-spec';
import { edit, VALID_SPEC } from '../lib/spec/testing';
import { component } from './harness/components';
import { describeWith } from './harness/components/describe-with';
import { type Machine, makeMachines } from './harness/machines';
import { createNetwork } from './harness/network';
import { makeRunFolder, removeRun, sweepRuns } from './harness/runs/run-folder';

const SECRETS = {
  token: 'server-token-of-the-test',
  agentToken: 'agent-token-of-the-test',
  tailscaleKey: 'tailnet-key-of-the-test',
};
const PARTS = '/usr/local/lib/k3s-launcher';
const NEEDED = ['etcd', 'etcdctl', 'kube-apiserver', 'kube-scheduler', 'kube-controller-manager', 'kubectl'] as const;

const steps = (stdout: string): string[] =>
  [...stdout.matchAll(/^ ?\d+ {2}(\S+) +(ok|unchanged|changed|FAILED)/gm)].map(
    ([, name, result]) => `${name ?? ''} ${result ?? ''}`,
  );

describeWith(
  'network-namespaces',
  'nspawn',
  'debian-root',
  'tailnet',
  'k3s-launcher',
  ...NEEDED,
)('machines become servers of one cluster', () => {
  let folder: string;
  let n1: Machine;
  let n2: Machine;
  let script: string;

  beforeAll(async () => {
    await sweepRuns();
    folder = makeRunFolder('bootstrap');
    const network = await createNetwork({ hosts: ['n1', 'n2', 'control'], folder });
    const control = network.host('control');
    const tailnet = component('tailnet').folder;
    await control.start('control-server', join(tailnet, 'control-server'), [
      `--address=${control.address}`,
      `--auth-key=${SECRETS.tailscaleKey}`,
    ]);
    const text = edit(VALID_SPEC, 'nodes:\n', `tailscale:\n  loginServer: http://${control.address}:8080\nnodes:\n`);
    const { spec } = parseClusterSpec(text, 'cluster.yaml');
    if (!spec) throw new Error('the cluster file of the test is wrong');
    const config = renderUserData(planOf(spec, 'n2'), SECRETS).text;
    script = renderScript(planOf(spec, 'n1', { createUntil: Math.floor(Date.now() / 1000) + 3600 }), SECRETS);
    const machines = makeMachines({
      network,
      names: ['n1', 'n2'],
      userData: (name) => (name === 'n2' ? config : undefined),
      files: () => [
        { path: '/etc/zero-spof/accept', content: 'cgroup-v1\n' },
        { path: `${PARTS}/version`, content: spec.cluster.k3s },
        { path: `${PARTS}/keys-server`, content: k3sKeys('server').join('\n') },
        { path: `${PARTS}/keys-agent`, content: k3sKeys('agent').join('\n') },
        { path: '/root/bootstrap.sh', content: script, mode: 0o600 },
      ],
      programs: {
        '/usr/local/bin/k3s': component('k3s-launcher').path,
        '/usr/local/bin/tailscale': join(tailnet, 'tailscale'),
        '/usr/local/bin/tailscaled': join(tailnet, 'tailscaled'),
        ...Object.fromEntries(NEEDED.map((name) => [`${PARTS}/${name}`, component(name).path])),
      },
    });
    n1 = machines.machine('n1');
    n2 = machines.machine('n2');
  });

  afterAll(async () => removeRun(folder));

  test('the first one by its script', async () => {
    await n1.powerOn();
    await n1.waitUntilRunning();
    const { code, stdout } = await n1.run('bash', ['/root/bootstrap.sh']);
    expect(steps(stdout)).toEqual([
      'preflight ok',
      'packages unchanged',
      'host changed',
      'tailscale changed',
      'firewall changed',
      'api-proxy changed',
      'k3s changed',
      'proof ok',
    ]);
    expect(code).toBe(0);
  });

  test('a second run changes nothing', async () => {
    const { code, stdout } = await n1.run('bash', ['/root/bootstrap.sh']);
    expect(steps(stdout).filter((step) => !/ (ok|unchanged)$/.test(step))).toEqual([]);
    expect(code).toBe(0);
  });

  test('the second one by user-data, read by cloud-init', async () => {
    await n2.powerOn();
    await n2.waitForCloudInit({ deadlineMs: 240_000 });
    const { stdout } = await n1.mustRun('k3s', ['kubectl', 'get', 'nodes', '-o', 'name']);
    expect(stdout).toBe('node/n1\nnode/n2\n');
    expect((await n2.run('systemctl', ['is-enabled', 'zero-spof-bootstrap'])).stdout.trim()).toBe('disabled');
  });

  test('no secret is in the log, and the key of the tailnet is gone', async () => {
    for (const machine of [n1, n2]) {
      const { stdout } = await machine.mustRun('cat', ['/var/log/zero-spof-bootstrap.log']);
      for (const secret of Object.values(SECRETS)) expect(stdout).not.toContain(secret);
      expect((await machine.run('test', ['-e', '/var/lib/zero-spof/tailscale-key'])).code).toBe(1);
    }
  });
});
