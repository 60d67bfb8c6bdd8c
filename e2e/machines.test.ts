import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from './harness/components/describe-with';
import { type Machine, type Machines, makeMachines } from './harness/machines';
import { createNetwork, type Network } from './harness/network';
import { makeRunFolder, removeRun, sweepRuns } from './harness/runs/run-folder';
import { waitFor } from './harness/runs/wait-for';

/** Of n1 alone: the others need not wait for Python. */
const USER_DATA = `#cloud-config
locale: false
write_files:
  - { path: /etc/secret, content: 'kept', permissions: '0600' }
runcmd:
  - [sh, -c, 'echo once >> /root/runcmd']
`;
/** Says in a file how it ended. */
const WITNESS = `[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/true
ExecStop=/bin/sh -c 'echo asked >> /root/stopped'
[Install]
WantedBy=multi-user.target
`;

describeWith(
  'network-namespaces',
  'nspawn',
  'debian-root',
)('five machines', () => {
  let folder: string;
  let network: Network;
  let machines: Machines;
  let n1: Machine;
  let n2: Machine;
  let n3: Machine;

  beforeAll(async () => {
    await sweepRuns();
    folder = makeRunFolder('machines');
    network = await createNetwork({ hosts: ['n1', 'n2', 'n3', 'n4', 'n5', 'client'], folder });
    machines = makeMachines({
      network,
      names: ['n1', 'n2', 'n3', 'n4', 'n5'],
      userData: (name) => (name === 'n1' ? USER_DATA : undefined),
      files: () => [
        { path: '/etc/systemd/system/witness.service', content: WITNESS },
        { path: '/etc/sysctl.d/90-test.conf', content: 'net.ipv4.ip_forward = 1\nkernel.panic = 10\n' },
      ],
    });
    [n1, n2, n3] = ['n1', 'n2', 'n3'].map(machines.machine) as [Machine, Machine, Machine];
    await machines.boot();
  });

  afterAll(async () => removeRun(folder));

  const read = async (machine: Machine, path: string) => (await machine.mustRun('cat', [path])).stdout.trim();
  const pings = async (from: Machine, to: Machine) =>
    (await from.run('ping', ['-c', '1', '-W', '1', to.address])).code === 0;

  test('all run, each under its own name and id', async () => {
    const seen = await Promise.all(
      machines.all.map(async (machine) => ({
        state: (await machine.run('systemctl', ['is-system-running'])).stdout.trim(),
        name: (await machine.mustRun('hostname', [])).stdout.trim(),
        id: await read(machine, '/etc/machine-id'),
      })),
    );
    expect(seen.map(({ state, name }) => `${name} ${state}`)).toEqual(
      machines.all.map(({ name }) => `${name} running`),
    );
    expect(new Set(seen.map(({ id }) => id)).size).toBe(5);
  });

  test('cloud-init did what the user-data says', async () => {
    await n1.waitForCloudInit();
    expect((await n1.mustRun('stat', ['-c', '%a %U', '/etc/secret'])).stdout).toBe('600 root\n');
    expect(await read(n1, '/root/runcmd')).toBe('once');
  });

  test('a command gives its code and both outputs, reads its input, and ends at its deadline', async () => {
    const result = await n2.run('sh', ['-c', 'cat; echo bad >&2; exit 3'], { input: 'good' });
    expect(result).toEqual({ code: 3, stdout: 'good', stderr: 'bad\n' });
    const hung = await n2.run('sleep', ['77'], { timeoutMs: 200 });
    expect(hung.code).not.toBe(0);
    expect((await n2.run('pgrep', ['-f', 'sleep 77'])).code).toBe(1);
  });

  test('files and folders go in and come out', async () => {
    const temporary = mkdtempSync(join(tmpdir(), 'zero-spof-machines-'));
    try {
      await n2.copyIn(__filename, '/opt/new/copy.ts');
      await n2.copyOut('/opt/new', join(temporary, 'back'));
      expect(readFileSync(join(temporary, 'back/copy.ts'))).toEqual(readFileSync(__filename));
      expect((await n2.mustRun('stat', ['-c', '%U', '/opt/new/copy.ts'])).stdout).toBe('root\n');
    } finally {
      rmSync(temporary, { recursive: true });
    }
  });

  test('a program that was started there is ended there', async () => {
    const daemon = await n2.start('sleeper', 'sleep', ['600']);
    await waitFor('it to run', async () => (await n2.run('pgrep', ['-x', 'sleep'])).code === 0, { deadlineMs: 5000 });
    await daemon.stop();
    expect((await n2.run('pgrep', ['-x', 'sleep'])).code).toBe(1);
  });

  test("kernel settings are the machine's own", async () => {
    const before = readFileSync('/proc/sys/kernel/panic', 'utf8');
    await n2.mustRun('sysctl', ['-w', 'vm.overcommit_memory=1', 'net.ipv4.ip_local_port_range=40000 50000']);
    expect((await n2.mustRun('sysctl', ['-n', 'vm.overcommit_memory', 'kernel.panic'])).stdout).toBe('1\n10\n');
    expect((await n3.mustRun('sysctl', ['-n', 'vm.overcommit_memory'])).stdout).toBe('0\n');
    expect(readFileSync('/proc/sys/kernel/panic', 'utf8')).toBe(before);
  });

  test('neither its services nor commands can set the clock, load modules or reach hardware of the computer', async () => {
    const statuses = await Promise.all(['/proc/1/status', '/proc/self/status'].map(async (file) => read(n2, file)));
    const masks = statuses.flatMap((status) =>
      ['CapBnd', 'CapEff', 'CapPrm'].map((key) =>
        BigInt(`0x${new RegExp(`^${key}:\\s*(\\w+)`, 'm').exec(status)?.[1]}`),
      ),
    );
    const forbidden = (1n << 25n) | (1n << 16n) | (1n << 17n);
    expect(masks.map((mask) => mask & forbidden)).toEqual(Array(6).fill(0n));
  });

  test('links are cut, split and healed as those of lighter hosts, and nothing leads out', async () => {
    expect([await pings(n1, n2), await pings(n1, n3)]).toEqual([true, true]);
    await network.cutBetween('n1', 'n2');
    expect([await pings(n1, n2), await pings(n1, n3), await pings(n2, n3)]).toEqual([false, true, true]);
    await network.heal();
    expect(await pings(n1, n2)).toBe(true);
    expect((await network.host('client').run('bash', ['-c', `exec 3<>/dev/tcp/${n1.address}/22`])).code).toBe(0);
    expect((await n1.run('ping', ['-c', '1', '-W', '1', '192.0.2.1'])).code).not.toBe(0);
  });

  test('a reboot keeps files and enabled units, and forgets what was only set', async () => {
    await n2.mustRun('sh', [
      '-c',
      'echo file > /root/file; ip link add extra type bridge; systemctl enable --now witness',
    ]);
    const [boot, witness] = [await read(n2, '/proc/sys/kernel/random/boot_id'), '/root/stopped'];
    await n2.reboot();
    await n2.waitUntilRunning();
    expect(await read(n2, '/proc/sys/kernel/random/boot_id')).not.toBe(boot);
    expect([await read(n2, '/root/file'), await read(n2, witness)]).toEqual(['file', 'asked']);
    expect((await n2.run('ip', ['link', 'show', 'extra'])).code).not.toBe(0);
    expect((await n2.mustRun('sysctl', ['-n', 'net.ipv4.ip_forward', 'vm.overcommit_memory'])).stdout).toBe('1\n0\n');
    expect((await n2.mustRun('systemctl', ['is-active', 'witness'])).stdout).toBe('active\n');
    expect(await pings(n1, n2)).toBe(true);
  });

  test('a machine that reboots by itself comes back', async () => {
    const boot = await read(n3, '/proc/sys/kernel/random/boot_id');
    await n3.run('systemctl', ['reboot']);
    const isBack = async () => (await read(n3, '/proc/sys/kernel/random/boot_id')) !== boot;
    await waitFor('n3 to be back', isBack, { deadlineMs: 30_000 });
    await n3.waitUntilRunning();
  });

  test('a power-off asks nobody, and the machine boots again', async () => {
    await n2.mustRun('rm', ['/root/stopped']);
    await n2.powerOff();
    expect(n2.isOn()).toBe(false);
    expect(await pings(n1, n2)).toBe(false);
    await n2.powerOn();
    await n2.waitUntilRunning();
    expect((await n2.run('cat', ['/root/stopped'])).code).not.toBe(0);
    expect(await read(n2, '/root/file')).toBe('file');
  });

  test('journals of all boots are read, also of a machine that is off', async () => {
    await n2.mustRun('logger', ['-t', 'test', 'last words']);
    await n2.powerOff();
    const boots = await n2.journal(['--list-boots']);
    expect(boots.trim().split('\n').length).toBe(3);
    expect(await n2.journal(['-b', '-1', '-u', 'witness'])).toContain('witness.service');
    expect(await n2.journal(['-t', 'test', '-o', 'cat'])).toBe('last words\n');
    expect(readFileSync(join(folder, 'n2.log'), 'utf8')).toContain('last words');
    await n2.powerOn();
  });

  test('cloud-init does once what is to be done once, and again on a machine that was installed anew', async () => {
    await n1.reboot();
    await n1.waitUntilRunning();
    expect(await read(n1, '/root/runcmd')).toBe('once');
    const id = await read(n1, '/etc/machine-id');
    await n1.mustRun('touch', ['/root/before']);
    await n1.reinstall();
    await n1.powerOn();
    await n1.waitForCloudInit();
    expect(await read(n1, '/root/runcmd')).toBe('once');
    expect((await n1.run('cat', ['/root/before'])).code).not.toBe(0);
    expect(await read(n1, '/etc/machine-id')).not.toBe(id);
  });

  test('what runs on a machine that is off is not to be asked', async () => {
    await n3.shutDown();
    await expect(n3.run('true', [])).rejects.toThrow('n3: found it off; expected it on');
    expect(existsSync(join(folder, 'machines/n3/upper'))).toBe(true);
  });
});
