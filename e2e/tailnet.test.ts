import { describeWith } from './harness/components/describe-with';
import { type Machine, type Machines, makeMachines } from './harness/machines';
import { createNetwork, type Network } from './harness/network';
import { makeRunFolder, removeRun, sweepRuns } from './harness/runs/run-folder';
import { waitFor } from './harness/runs/wait-for';
import { type Control, startControl } from './harness/tailnet/control';
import { makeOverlay, relayedPeers, tailnetAddress, tailscaleInstalled, tailscaleUp } from './harness/tailnet/node';

const KEY = 'tskey-auth-right';
const NAMES = ['n1', 'n2', 'n3', 'n4', 'n5'] as const;

/** One story: the tests run in this order. */
describeWith(
  'network-namespaces',
  'nspawn',
  'debian-root',
  'tailnet',
)('five machines on a tailnet', () => {
  let folder: string;
  let network: Network;
  let machines: Machines;
  let control: Control;
  const members = new Map<number, string>();

  beforeAll(async () => {
    await sweepRuns();
    folder = makeRunFolder('tailnet');
    network = await createNetwork({ hosts: [...NAMES, 'control'], folder });
    const { programs, files } = tailscaleInstalled();
    machines = makeMachines({ network, names: NAMES, programs, files: () => files });
    [control] = await Promise.all([startControl(network.host('control'), KEY), machines.boot()]);
    await Promise.all(machines.all.map((machine) => machine.mustRun('systemctl', ['enable', '--now', 'tailscaled'])));
  });

  afterAll(async () => removeRun(folder));

  const pings = async (from: Machine, address: string, ...flags: readonly string[]) =>
    (await from.run('ping', ['-c', '1', '-W', '1', ...flags, address])).code === 0;
  const overlay = async (machine: Machine) => makeOverlay(machine, Number(machine.name.slice(1)), members);
  /** Whether all machines reach each other's pods, in full frames. @throws Error with those that do not */
  const podsReached = async () => {
    const pairs = NAMES.flatMap((from) => NAMES.filter((to) => to !== from).map((to) => [from, to] as const));
    const reached = await Promise.all(
      // 1230 bytes with both headers.
      pairs.map(async ([from, to]) =>
        pings(machines.machine(from), `10.42.${to.slice(1)}.1`, '-M', 'do', '-s', '1202'),
      ),
    );
    const missed = pairs.filter((_, at) => !reached[at]).map(([from, to]) => `${from} to ${to}`);
    if (missed.length === 0) return true;
    throw new Error(missed.join(', '));
  };

  test('a wrong key is refused at once, and the right one is taken after a restart of tailscaled', async () => {
    const n1 = machines.machine('n1');
    const { code, stderr } = await tailscaleUp(n1, control.url, 'tskey-auth-wrong');
    expect([code, stderr]).toEqual([1, expect.stringContaining('invalid')]);
    await n1.mustRun('systemctl', ['restart', 'tailscaled']);
    expect(await tailscaleUp(n1, control.url, KEY)).toMatchObject({ code: 0 });
  });

  test('all join, and reach each other on direct paths', async () => {
    const joined = await Promise.all(machines.all.slice(1).map(async (node) => tailscaleUp(node, control.url, KEY)));
    expect(joined.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    for (const machine of machines.all) members.set(Number(machine.name.slice(1)), await tailnetAddress(machine));
    expect(new Set(members.values()).size).toBe(5);
    await Promise.all(
      machines.all.slice(1).map(async (machine) => {
        const ping = ['ping', '-c', '10', '--until-direct', members.get(1) ?? ''];
        const { stdout } = await machine.mustRun('tailscale', ping, { timeoutMs: 30_000 });
        expect(stdout).toContain(`via ${network.host('n1').address}:41641`);
      }),
    );
  });

  test('an overlay as flannel makes it has MTU 1230, and carries pods in full frames between all', async () => {
    await Promise.all(machines.all.map(overlay));
    expect((await machines.machine('n1').mustRun('cat', ['/sys/class/net/flannel.1/mtu'])).stdout).toBe('1230\n');
    await waitFor('all pods to be reached', podsReached, { deadlineMs: 20_000, everyMs: 100 });
    expect(await pings(machines.machine('n1'), '10.42.2.1', '-M', 'do', '-s', '1203')).toBe(false);
  });

  test('a machine that reboots keeps its address, and has pods again once its overlay is made again', async () => {
    const n2 = machines.machine('n2');
    await n2.reboot();
    await n2.waitUntilRunning();
    const address = await waitFor('n2 to be back in the tailnet', async () => tailnetAddress(n2), {
      deadlineMs: 30_000,
    });
    expect(address).toBe(members.get(2));
    expect((await n2.run('ip', ['link', 'show', 'flannel.1'])).code).not.toBe(0);
    await overlay(n2);
    await waitFor('all pods to be reached', podsReached, { deadlineMs: 20_000, everyMs: 100 });
  });

  test('a restart of tailscaled takes the overlay with it', async () => {
    const n3 = machines.machine('n3');
    await n3.mustRun('systemctl', ['restart', 'tailscaled']);
    expect(await waitFor('n3 to be back', async () => tailnetAddress(n3), { deadlineMs: 30_000 })).toBe(members.get(3));
    expect((await n3.run('ip', ['link', 'show', 'flannel.1'])).code).not.toBe(0);
    await overlay(n3);
    await waitFor('all pods to be reached', podsReached, { deadlineMs: 20_000, everyMs: 100 });
  });

  test('the loss of the control server and its relay is not the loss of direct tunnels', async () => {
    // The restarted ones begin by the relay.
    const allDirect = async () =>
      (await podsReached()) && (await Promise.all(machines.all.map(relayedPeers))).every((count) => count === 0);
    await waitFor('all paths to be direct', allDirect, { deadlineMs: 30_000, everyMs: 200 });
    await control.stop();
    await waitFor('all pods to be reached without them', podsReached, { deadlineMs: 20_000, everyMs: 100 });
  });
});
